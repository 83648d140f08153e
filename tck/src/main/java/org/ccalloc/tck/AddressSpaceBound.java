package org.ccalloc.tck;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
    private static final int BLOCKS = 60_000;
    private static final int LOOK_EVERY = 50;

    private AddressSpaceBound() {}

    /**
     * Fails if the process takes more and more addresses while one thread allocates and another frees.
     *
     * @param allocator whose blocks
     */
    static void runWithFreesOfAnotherThread(CcAllocator allocator) {
        ResidentMemory.assumeReadable();
        // Several at a time, since handing over takes longer than anything else here.
        BlockingQueue<long[]> handedOver = new ArrayBlockingQueue<>(1);
        // Once before it counts.
        giveBack(allocator, take(allocator), true);
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
                    + BLOCK_BYTE_SIZE + " (expected growth of " + BYTE_LIMIT + " or less, " + 3 * PORTION
                    + " blocks or fewer being live at a time)");
        }
    }
}
