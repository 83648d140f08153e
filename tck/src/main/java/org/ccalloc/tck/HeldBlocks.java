package org.ccalloc.tck;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * A few blocks of one size that a thread holds while it takes and gives back others as fast as it can. What it writes is
 * its own: of two threads that hold the same block, one finds the other's words.
 */
final class HeldBlocks {

    /** Few, so that blocks come back soon; more than one, so that some are taken in a row and given back later. */
    private static final int HELD = 3;

    private HeldBlocks() {}

    /**
     * Takes and gives back.
     *
     * @param allocator whose blocks
     * @param byteSize their size, 24 or more
     * @param times how often, at most
     * @param enough for how long, at most
     * @param worker the number of the calling thread
     * @param random which block to give back next
     */
    static void takeAndGiveBack(
            CcAllocator allocator, long byteSize, int times, Duration enough, int worker, RandomGenerator random) {
        long end = System.nanoTime() + enough.toNanos();
        long[] addresses = new long[HELD];
        long[] words = new long[HELD];
        String call = "alloc(" + byteSize + ")";
        for (int i = 0; i < times; i++) {
            if ((i & 1023) == 0 && (Thread.currentThread().isInterrupted() || System.nanoTime() - end > 0)) {
                break;
            }
            int slot = random.nextInt(HELD);
            if (addresses[slot] != 0) {
                giveBack(allocator, addresses[slot], byteSize, words[slot]);
                addresses[slot] = 0;
                continue;
            }
            long address = Expect.block(call, allocator.alloc(byteSize));
            long word = (long) (worker + 1) << 32 | i;
            RawMemory.putLong(address, word);
            RawMemory.putLong(last(address, byteSize), ~word);
            addresses[slot] = address;
            words[slot] = word;
        }
        for (int slot = 0; slot < HELD; slot++) {
            if (addresses[slot] != 0) {
                giveBack(allocator, addresses[slot], byteSize, words[slot]);
            }
        }
    }

    private static void giveBack(CcAllocator allocator, long address, long byteSize, long word) {
        expectWord(address, byteSize, 0, word);
        expectWord(address, byteSize, last(address, byteSize) - address, ~word);
        allocator.free(address, byteSize);
    }

    private static long last(long address, long byteSize) {
        return address + byteSize - Long.BYTES;
    }

    private static void expectWord(long address, long byteSize, long offset, long word) {
        long found = RawMemory.getLong(address + offset);
        if (found != word) {
            throw new AssertionError("content after other threads took and gave back blocks: "
                    + new Block(address, byteSize) + ", offset=" + offset + ", word=" + Block.hex(found)
                    + " (expected " + Block.hex(word) + ")");
        }
    }
}
