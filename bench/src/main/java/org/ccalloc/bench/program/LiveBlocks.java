package org.ccalloc.bench.program;

import org.ccalloc.bench.resident.ResidentMemory;
import org.ccalloc.spi.CcAllocator;

/**
 * Many live blocks of 16 to 64 bytes: allocated one after the other, some replaced at random, and freed in order; each of the three is
 * timed as a whole. {@code live.c} does the same.
 */
final class LiveBlocks {

    private static final long LEAST_BYTE_SIZE = 16;
    private static final long GREATEST_BYTE_SIZE = 64;
    private static final int MOST_REPLACEMENTS = 1_000_000;

    private final Slots slots;
    private final long seed;

    LiveBlocks(CcAllocator allocator, int count, long seed) {
        this.slots = new AllocatorBlocks(allocator).newSlots(count);
        this.seed = seed;
    }

    /**
     * What it took.
     *
     * @param allocNanos for one block, allocated and written
     * @param replaceNanos for one replacement
     * @param freeNanos for one block, read and freed
     * @param liveBytes how large the blocks were together
     * @param residentBytes what was in main memory when all were live
     * @param checksum of what the blocks held
     */
    record Figures(
            double allocNanos,
            double replaceNanos,
            double freeNanos,
            long liveBytes,
            long residentBytes,
            long checksum) {}

    /**
     * Does the work.
     *
     * @return what it took
     */
    Figures run() {
        int count = slots.count();
        int replacements = Math.min(count, MOST_REPLACEMENTS);
        long begin = System.nanoTime();
        long x = fill(RandomNumbers.start(seed, 0));
        long filled = System.nanoTime();
        long sum = replace(x, replacements);
        long replaced = System.nanoTime();
        long residentBytes = ResidentMemory.byteSizeNow();
        long liveBytes = 0;
        for (int slot = 0; slot < count; slot++) {
            liveBytes += slots.byteSize(slot);
        }
        long before = System.nanoTime();
        sum += slots.emptyAll();
        long emptied = System.nanoTime();
        return new Figures(
                (double) (filled - begin) / count,
                (double) (replaced - filled) / replacements,
                (double) (emptied - before) / count,
                liveBytes,
                residentBytes,
                sum);
    }

    private long fill(long start) {
        long x = start;
        for (int slot = 0; slot < slots.count(); slot++) {
            x = RandomNumbers.next(x);
            slots.fill(slot, RandomNumbers.between(x, LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE), x);
        }
        return x;
    }

    private long replace(long start, int replacements) {
        long x = start;
        long sum = 0;
        for (int i = 0; i < replacements; i++) {
            x = RandomNumbers.next(x);
            int slot = RandomNumbers.below(x, slots.count());
            sum += slots.empty(slot);
            slots.fill(slot, RandomNumbers.between(x, LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE), x);
        }
        return sum;
    }
}
