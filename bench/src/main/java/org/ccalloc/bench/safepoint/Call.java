package org.ccalloc.bench.safepoint;

/**
 * A call to an allocator that took long.
 *
 * @param fromNanoTime when it began
 * @param toNanoTime when it ended
 * @param cpuNanos how long it was executing
 */
record Call(long fromNanoTime, long toNanoTime, long cpuNanos) {

    /**
     * For how long this call may have kept a safepoint waiting: as long as both lasted, and no longer than the call was
     * executing. A call that waits for a processor is not to blame: any code would keep the safepoint waiting then.
     *
     * @param safepoint the safepoint
     * @return nanoseconds; 0 if they did not coincide
     */
    long heldUpNanos(Safepoint safepoint) {
        long from = Math.max(fromNanoTime, safepoint.requestedNanoTime());
        long to = Math.min(toNanoTime, safepoint.reachedNanoTime());
        return Math.max(0, Math.min(to - from, cpuNanos));
    }
}
