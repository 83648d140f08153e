package org.ccalloc.spi;

/**
 * Totals of an allocator's operations. Bytes are the bytes asked for: a block of {@code allocNode(40)} counts 40.
 *
 * <p>A realloc or a successful resize counts as one allocation and one free. A failed call counts nothing. Frees of
 * address 0 count nothing.
 *
 * @param allocCount blocks handed out
 * @param freeCount blocks given back, sized or not
 * @param unsizedFreeCount how many of {@code freeCount} came through {@link CcAllocator#freeUnsized}; their bytes are
 *     not in {@code freeBytes}
 * @param allocBytes bytes asked for in those allocations
 * @param freeBytes bytes named in those frees
 */
public record CcAllocSnapshot(long allocCount, long freeCount, long unsizedFreeCount, long allocBytes, long freeBytes) {

    /** Nothing happened. */
    public static final CcAllocSnapshot ZERO = new CcAllocSnapshot(0, 0, 0, 0, 0);

    /**
     * Bytes in live blocks: {@code allocBytes - freeBytes}. Not clamped: after counting was switched on or reset with
     * live blocks, this may be negative.
     *
     * @return bytes
     */
    public long currentAllocated() {
        return allocBytes - freeBytes;
    }

    /**
     * Adds two periods.
     *
     * @param other the other period
     * @return what happened in both together
     */
    public CcAllocSnapshot plus(CcAllocSnapshot other) {
        return new CcAllocSnapshot(
                allocCount + other.allocCount,
                freeCount + other.freeCount,
                unsizedFreeCount + other.unsizedFreeCount,
                allocBytes + other.allocBytes,
                freeBytes + other.freeBytes);
    }

    /**
     * Takes an earlier snapshot away.
     *
     * @param earlier the earlier snapshot
     * @return what happened in between
     */
    public CcAllocSnapshot minus(CcAllocSnapshot earlier) {
        return new CcAllocSnapshot(
                allocCount - earlier.allocCount,
                freeCount - earlier.freeCount,
                unsizedFreeCount - earlier.unsizedFreeCount,
                allocBytes - earlier.allocBytes,
                freeBytes - earlier.freeBytes);
    }
}
