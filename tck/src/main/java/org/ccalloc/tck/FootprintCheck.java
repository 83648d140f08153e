package org.ccalloc.tck;

import java.util.List;
import org.ccalloc.spi.CcHeap;

/** What a heap tells of the memory that it has taken, beside what the test knows that it holds. */
final class FootprintCheck {

    /** Of the most bytes that were live: memory is taken in large pieces, and ever larger ones. */
    private static final long MOST_TIMES = 8;

    private static final long BYTE_SLACK = 64 * Samples.MIB;

    private final CcHeap heap;
    private long mostLiveBytes;
    private long highest;

    /**
     * Knows nothing yet.
     *
     * @param heap one that declares the footprint
     */
    FootprintCheck(CcHeap heap) {
        this.heap = heap;
    }

    /**
     * Fails if the footprint does not cover what is live, if its highest value falls or is above the limit, or if a heap that
     * grows says it has taken what nobody asked for.
     *
     * @param live all blocks of the heap
     */
    void check(List<Block> live) {
        long liveBytes = live.stream().mapToLong(Block::byteSize).sum();
        long footprint = heap.footprint();
        long highestNow = heap.maxFootprint();
        if (footprint < liveBytes
                || footprint > highestNow
                || highestNow < highest
                || highestNow > heap.footprintLimit()) {
            throw new AssertionError("footprint: footprint=" + footprint + ", maxFootprint=" + highestNow
                    + ", footprintLimit=" + heap.footprintLimit() + ", live bytes=" + liveBytes
                    + " (expected them in this order: live bytes, footprint, maxFootprint, footprintLimit; and maxFootprint "
                    + highest + " or more, as before)");
        }
        highest = highestNow;
        mostLiveBytes = Math.max(mostLiveBytes, liveBytes);
        long bound = MOST_TIMES * mostLiveBytes + BYTE_SLACK;
        if (heap.footprintLimit() == Long.MAX_VALUE && highestNow > bound) {
            throw new AssertionError("footprint: maxFootprint=" + highestNow + ", live bytes at most=" + mostLiveBytes
                    + " (expected a maxFootprint of " + bound + " or less: " + MOST_TIMES + " times these bytes, and "
                    + BYTE_SLACK + ")");
        }
    }
}
