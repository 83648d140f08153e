package org.ccalloc.examples.index;

/**
 * How many operations of each kind were done. An operation that got no memory does not count.
 *
 * @param allocCount blocks from {@code alloc}
 * @param allocNodeCount blocks from {@code allocNode}
 * @param callocCount blocks from {@code calloc}
 * @param reallocCount calls of {@code realloc}, those that made a new block included
 * @param freeCount blocks freed
 * @param blocksTaken blocks that came out of any of these
 */
public record OperationCounts(
        long allocCount, long allocNodeCount, long callocCount, long reallocCount, long freeCount, long blocksTaken) {

    /** Nothing was done. */
    public static final OperationCounts NONE = new OperationCounts(0, 0, 0, 0, 0, 0);

    /**
     * Adds two threads' counts.
     *
     * @param other the other thread's
     * @return what both did
     */
    public OperationCounts plus(OperationCounts other) {
        return new OperationCounts(
                allocCount + other.allocCount,
                allocNodeCount + other.allocNodeCount,
                callocCount + other.callocCount,
                reallocCount + other.reallocCount,
                freeCount + other.freeCount,
                blocksTaken + other.blocksTaken);
    }

    /**
     * All operations.
     *
     * @return their number
     */
    public long total() {
        return allocCount + allocNodeCount + callocCount + reallocCount + freeCount;
    }
}
