package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcHeap;

/** Fills a heap that has a limit. */
final class FullHeap {

    private FullHeap() {}

    /**
     * Fills a heap, frees half of its blocks, fills it again, and frees all.
     *
     * @param heap an empty one
     * @param byteSize of the blocks
     * @param leastByteSize how much has to fit, in all
     * @return the blocks that it held when it was full first
     */
    static List<Block> fillTwice(CcHeap heap, long byteSize, long leastByteSize) {
        List<Block> blocks = fill(heap, byteSize);
        long total = blocks.size() * byteSize;
        if (total < leastByteSize || total > heap.footprintLimit()) {
            throw new AssertionError("full heap: blocks=" + blocks.size() + ", byteSize=" + byteSize + ", total="
                    + total + " (expected a total of " + leastByteSize + " to " + heap.footprintLimit() + ")");
        }
        HeapBlocks.giveBackEverySecond(heap, blocks);
        int freed = (blocks.size() + 1) / 2;
        List<Block> again = fill(heap, byteSize);
        if (again.size() < freed / 2 || again.size() > 2 * freed) {
            throw new AssertionError("full heap after frees: blocks=" + again.size() + ", byteSize=" + byteSize
                    + " (expected about as many as were freed, " + freed + ")");
        }
        again.forEach(block -> HeapBlocks.giveBack(heap, block));
        for (int i = 1; i < blocks.size(); i += 2) {
            HeapBlocks.giveBack(heap, blocks.get(i));
        }
        return blocks;
    }

    private static List<Block> fill(CcHeap heap, long byteSize) {
        var blocks = new ArrayList<Block>();
        long most = heap.footprintLimit() / byteSize + 1;
        while (blocks.size() <= most) {
            long address = heap.alloc(byteSize);
            if (address == 0) {
                // It stays full: a second request fails as well.
                Expect.noBlock("alloc(" + byteSize + ") of a full heap", () -> heap.alloc(byteSize));
                return blocks;
            }
            Block block = new Block(address, byteSize);
            block.write();
            blocks.add(block);
        }
        throw new AssertionError("heap of fixed capacity: blocks=" + blocks.size() + ", byteSize=" + byteSize
                + " (expected 0 before that, its limit being " + heap.footprintLimit() + ")");
    }
}
