package org.ccalloc.bench.program;

/**
 * What a program, or a part of it, did.
 *
 * @param checksum what its blocks held and how large they were, summed up as they were freed; the same whatever thread was
 *     faster
 * @param operations how many
 * @param cpuNanos processor time of its threads
 * @param garbageBytes what its threads allocated on the Java heap
 */
record Outcome(long checksum, long operations, long cpuNanos, long garbageBytes) {

    /** Nothing was done. */
    static final Outcome NOTHING = new Outcome(0, 0, 0, 0);

    /**
     * Of work whose cost is not known yet.
     *
     * @param checksum of its blocks
     * @param operations how many
     * @return the outcome
     */
    static Outcome of(long checksum, long operations) {
        return new Outcome(checksum, operations, 0, 0);
    }

    /**
     * Both together.
     *
     * @param other what else was done
     * @return the sum
     */
    Outcome plus(Outcome other) {
        return new Outcome(
                checksum + other.checksum,
                operations + other.operations,
                cpuNanos + other.cpuNanos,
                garbageBytes + other.garbageBytes);
    }

    /**
     * With what the thread that calls this has cost since it began.
     *
     * @return the sum
     */
    Outcome plusThisThread() {
        return plus(new Outcome(0, 0, ThreadCost.cpuNanos(), ThreadCost.garbageBytes()));
    }
}
