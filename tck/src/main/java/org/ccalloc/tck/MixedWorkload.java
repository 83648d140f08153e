package org.ccalloc.tck;

import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;

/**
 * Takes, resizes and gives back blocks of all sizes, part of it in a thread of its own. Makes no garbage to speak of, and
 * holds nothing between two runs.
 */
final class MixedWorkload {

    private static final int MOST_BLOCKS = 200_000;

    private final CcAllocator allocator;
    private final long totalByteSize;
    private final RandomGenerator random;
    private final long[] addresses = new long[MOST_BLOCKS];
    private final long[] byteSizes = new long[MOST_BLOCKS];

    MixedWorkload(CcAllocator allocator, long totalByteSize, RandomGenerator random) {
        this.allocator = allocator;
        this.totalByteSize = totalByteSize;
        this.random = random;
    }

    /** One cycle. */
    void run() {
        int blocks = take();
        for (int i = 0; i < blocks; i += 3) {
            resize(i, byteSizes[i] + random.nextLong(byteSizes[i]) + 1);
        }
        for (int i = 1; i < blocks; i += 3) {
            resize(i, 1 + random.nextLong(byteSizes[i]));
        }
        giveBack(0, blocks / 2);
        Workers.run(1, _ -> giveBack(blocks / 2, blocks));
    }

    private int take() {
        int blocks = 0;
        for (long left = totalByteSize; left > 0 && blocks < MOST_BLOCKS; blocks++) {
            long byteSize = randomSize();
            Allocation way = Allocation.at(blocks);
            addresses[blocks] = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
            byteSizes[blocks] = byteSize;
            TouchedBlocks.touch(addresses[blocks], byteSize);
            left -= byteSize;
        }
        return blocks;
    }

    /** Each power of two as much of the memory as any other, so that a loss in one kind of blocks is not a small one. */
    private long randomSize() {
        int power = 6 + Integer.numberOfTrailingZeros(random.nextInt() | 1 << 14);
        return (1L << power) + random.nextLong(1L << power);
    }

    private void resize(int index, long newByteSize) {
        long old = addresses[index];
        if (!allocator.resizeInPlace(old, byteSizes[index], newByteSize)) {
            addresses[index] =
                    Expect.block("realloc to " + newByteSize, allocator.realloc(old, byteSizes[index], newByteSize));
        }
        byteSizes[index] = newByteSize;
        TouchedBlocks.touch(addresses[index], newByteSize);
    }

    private void giveBack(int from, int to) {
        for (int i = from; i < to; i++) {
            if (i % 5 == 0) {
                allocator.freeUnsized(addresses[i]);
            } else {
                allocator.free(addresses[i], byteSizes[i]);
            }
        }
    }
}
