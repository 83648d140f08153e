package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;

/** A block that changes its size while it has neighbours, old ones and such as come to where there is room now. */
final class ResizedBlock {

    private ResizedBlock() {}

    /**
     * Resizes a block and back again. Every block is written over its usable size and looked at.
     *
     * @param allocator whose blocks
     * @param byteSize of all of them at first
     * @param newByteSize of the one that is resized
     * @param inPlace whether it has to stay where it is, if it can
     */
    static void amongNeighbours(CcAllocator allocator, long byteSize, long newByteSize, boolean inPlace) {
        var live = new LiveBlocks(allocator);
        live.allocate(Allocation.ALLOC, byteSize);
        Block block = live.allocate(Allocation.ALLOC, byteSize);
        live.allocate(Allocation.ALLOC, byteSize);
        Block gone = live.allocate(Allocation.ALLOC, byteSize);
        Block beforeGone = live.allocate(Allocation.ALLOC, byteSize);
        live.free(gone);
        Block resized = resize(live, allocator, block, newByteSize, inPlace);
        Block grown = resize(live, allocator, beforeGone, newByteSize, inPlace);
        comeAndGo(live, byteSize, newByteSize);
        resize(live, allocator, resized, byteSize, inPlace);
        comeAndGo(live, byteSize, newByteSize);
        live.free(grown);
        comeAndGo(live, byteSize, newByteSize);
        live.freeAll();
    }

    /** Takes what a resize may have made room for. */
    private static void comeAndGo(LiveBlocks live, long byteSize, long newByteSize) {
        live.check();
        for (long size : new long[] {8, byteSize, newByteSize, Math.abs(byteSize - newByteSize) + 1, 64}) {
            live.allocate(Allocation.ALLOC, size);
            live.allocate(Allocation.CALLOC_OF_BYTES, size);
        }
        live.check();
    }

    private static Block resize(
            LiveBlocks live, CcAllocator allocator, Block block, long newByteSize, boolean inPlace) {
        live.forget(block);
        long address = block.address();
        if (inPlace) {
            String call = "resizeInPlace(" + Block.hex(address) + ", " + block.byteSize() + ", " + newByteSize + ")";
            boolean resized = allocator.resizeInPlace(address, block.byteSize(), newByteSize);
            return live.add(call, resized ? new Block(address, newByteSize) : block);
        }
        String call = "realloc(" + Block.hex(address) + ", " + block.byteSize() + ", " + newByteSize + ")";
        long moved = Expect.block(call, allocator.realloc(address, block.byteSize(), newByteSize));
        Block resized = new Block(moved, newByteSize);
        ContentPattern.check(resized, Math.min(block.byteSize(), newByteSize), address, call);
        return live.add(call, resized);
    }
}
