package org.ccalloc.trace;

import java.util.Arrays;

/**
 * The blocks that are live at one point of a trace, by number. Writer and reader both have one, so that a block's number need
 * not be written when it is allocated: it is the one freed last, or else the next that was never used.
 */
final class LiveBlocks {

    /** Of a number that is not in use; no block has 0 bytes. */
    private static final long FREE = 0;

    private long[] byteSizes = new long[1024];
    private int used;
    private int[] freed = new int[1024];
    private int freedCount;
    private long liveBytes;
    private long peakBytes;
    private long peakCount;

    /** Makes a block and tells its number. */
    int add(long byteSize) {
        int block = freedCount > 0 ? freed[--freedCount] : fresh();
        byteSizes[block] = byteSize;
        grow(byteSize);
        peakCount = Math.max(peakCount, count());
        return block;
    }

    private int fresh() {
        if (used == byteSizes.length) {
            byteSizes = Arrays.copyOf(byteSizes, 2 * used);
        }
        return used++;
    }

    void resize(int block, long newByteSize) {
        grow(newByteSize - byteSizes[block]);
        byteSizes[block] = newByteSize;
    }

    void remove(int block) {
        liveBytes -= byteSizes[block];
        byteSizes[block] = FREE;
        if (freedCount == freed.length) {
            freed = Arrays.copyOf(freed, 2 * freedCount);
        }
        freed[freedCount++] = block;
    }

    private void grow(long bytes) {
        liveBytes += bytes;
        peakBytes = Math.max(peakBytes, liveBytes);
    }

    boolean isLive(long block) {
        return block >= 0 && block < used && byteSizes[(int) block] != FREE;
    }

    long byteSize(int block) {
        return byteSizes[block];
    }

    long count() {
        return (long) used - freedCount;
    }

    TraceTotals totals(long events, long threads, long unknownFrees) {
        return new TraceTotals(events, threads, peakCount, peakBytes, count(), liveBytes, unknownFrees);
    }
}
