package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.LongStream;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Large blocks that are hardly written to cost no memory, but addresses. That makes the loss of one in a thousand visible
 * in little time.
 */
final class AddressSpaceBound {

    private static final long BLOCK_BYTE_SIZE = 256 * Samples.MIB;

    /** What an allocator may reserve, and keep, for a few such blocks at a time. */
    private static final long BYTE_LIMIT = 24 * BLOCK_BYTE_SIZE;

    private static final int PORTION = 4;

    /** In the hands of either thread, and between them. */
    private static final int MOST_LIVE = 3 * PORTION;

    private static final int BLOCKS = 60_000;
    private static final int LOOK_EVERY = 50;

    private AddressSpaceBound() {}

    /**
     * Fails if the process takes more and more addresses while one thread allocates and another frees. Skips the test, by
     * name, if the allocator has not as many blocks.
     *
     * @param allocator whose blocks
     */
    static void runWithFreesOfAnotherThread(CcAllocator allocator) {
        ResidentMemory.assumeReadable();
        // Several at a time, since handing over takes longer than anything else here.
        BlockingQueue<long[]> handedOver = new ArrayBlockingQueue<>(1);
        // Once before it counts.
        takeMostOrSkip(allocator);
        long start = ResidentMemory.addressSpaceByteSize();
        Workers.run(2, worker -> {
            for (int i = 0; i < BLOCKS / PORTION; i++) {
                if (worker == 0) {
                    handedOver.put(take(allocator));
                    if (i % LOOK_EVERY == 0) {
                        check(start, i * PORTION);
                    }
                } else {
                    giveBack(allocator, handedOver.take(), i % 2 == 0);
                }
            }
        });
        check(start, BLOCKS);
    }

    private static void takeMostOrSkip(CcAllocator allocator) {
        long[] addresses = LongStream.generate(() -> allocator.alloc(BLOCK_BYTE_SIZE))
                .limit(MOST_LIVE)
                .toArray();
        giveBack(allocator, addresses, true);
        assumeTrue(
                LongStream.of(addresses).noneMatch(address -> address == 0),
                () -> "memory: " + MOST_LIVE + " times alloc(" + BLOCK_BYTE_SIZE + ") cannot be had here");
    }

    private static long[] take(CcAllocator allocator) {
        String call = "alloc(" + BLOCK_BYTE_SIZE + ")";
        long[] addresses = new long[PORTION];
        for (int i = 0; i < PORTION; i++) {
            addresses[i] = Expect.block(call, allocator.alloc(BLOCK_BYTE_SIZE));
            RawMemory.putLong(addresses[i], addresses[i]);
        }
        return addresses;
    }

    private static void giveBack(CcAllocator allocator, long[] addresses, boolean sized) {
        for (long address : addresses) {
            if (sized) {
                allocator.free(address, BLOCK_BYTE_SIZE);
            } else {
                allocator.freeUnsized(address);
            }
        }
    }

    private static void check(long start, int blocks) {
        long growth = ResidentMemory.addressSpaceByteSize() - start;
        if (growth > BYTE_LIMIT) {
            throw new AssertionError("address space: growth=" + growth + ", blocks=" + blocks + ", byteSize="
                    + BLOCK_BYTE_SIZE + " (expected growth of " + BYTE_LIMIT + " or less, " + MOST_LIVE
                    + " blocks or fewer being live at a time)");
        }
    }
}
