package org.ccalloc.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.ccalloc.spi.CcAllocator;

/** A few thousand blocks of many sizes, some of them freed: enough for an allocator to have something to show. */
final class SampleProgram {

    private static final int BLOCKS = 20_000;
    private static final int LIVE = 8_000;

    private SampleProgram() {}

    private record Block(long address, long byteSize) {}

    /**
     * Runs it.
     *
     * @param allocator what to run it on; has all blocks back at the end
     * @return what the allocator says of its memory while some blocks live
     */
    static String pictureOf(CcAllocator allocator) {
        var random = new SplittableRandom(1);
        Deque<Block> blocks = new ArrayDeque<>();
        for (int i = 0; i < BLOCKS; i++) {
            // Many small ones, few large.
            long byteSize = 1 + random.nextLong(1L << random.nextInt(4, i % 100 == 0 ? 21 : 12));
            long address = allocator.alloc(byteSize);
            if (address != 0) {
                blocks.add(new Block(address, byteSize));
            }
            if (blocks.size() > LIVE) {
                Block oldest = blocks.remove();
                allocator.free(oldest.address(), oldest.byteSize());
            }
        }
        String picture = allocator.describe();
        blocks.forEach(block -> allocator.free(block.address(), block.byteSize()));
        return picture;
    }
}
