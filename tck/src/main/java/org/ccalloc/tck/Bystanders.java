package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocator;

/**
 * Blocks of many sizes that take no part in what a test does, and must not notice it. Closing looks at them, gives them
 * back and sees that later requests are served.
 */
final class Bystanders implements AutoCloseable {

    private static final long[] BYTE_SIZES = {1, 8, 16, 24, 40, 64, 100, 500, 1000, 4096, 10_000, 100_000, 1 << 20};

    private final CcAllocator allocator;
    private final List<Block> blocks;

    private Bystanders(CcAllocator allocator) {
        this.allocator = allocator;
        this.blocks = blocksOfAllSizes();
    }

    static Bystanders of(CcAllocator allocator) {
        return new Bystanders(allocator);
    }

    /**
     * Fails if one has changed.
     *
     * @param occasion what happened meanwhile, for the message
     */
    void check(String occasion) {
        blocks.forEach(block -> block.check(occasion));
    }

    @Override
    public void close() {
        check("what others did");
        giveBack(blocks);
        giveBack(blocksOfAllSizes());
    }

    private List<Block> blocksOfAllSizes() {
        var written = new ArrayList<Block>();
        for (long byteSize : BYTE_SIZES) {
            written.add(Block.written(Allocation.ALLOC, allocator, byteSize));
            written.add(Block.written(Allocation.ALLOC_ALIGNED, allocator, byteSize));
        }
        return written;
    }

    private void giveBack(List<Block> given) {
        for (Block block : given) {
            block.check("later requests");
            allocator.free(block.address(), block.byteSize());
        }
    }
}
