package org.ccalloc.mock;

import org.ccalloc.spi.AbstractCcHeap;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/**
 * A heap of a mock, with all of the mock's checks: its requests are counted, may be made to fail, and its faults are
 * remembered as those of the mock itself. A block that is freed through another heap is a {@linkplain
 * MemoryFault#WRONG_HEAP fault}.
 *
 * <p>Closing it looks at the guards of its blocks and throws what it finds; blocks that are still live are no leak.
 */
final class MockHeap extends AbstractCcHeap {

    private final BlockTable blocks;
    private final MockSpace space;
    private final long byteLimit;

    private MockHeap(CcAllocator allocator, HeapOptions options, BlockTable blocks, MockSpace space, long byteLimit) {
        super(allocator, options);
        this.blocks = blocks;
        this.space = space;
        this.byteLimit = byteLimit;
    }

    static MockHeap create(CcAllocator allocator, HeapOptions options, BlockTable blocks) {
        long byteLimit = options.fixedCapacity().orElse(Long.MAX_VALUE);
        MockSpace space = blocks.newHeapSpace(options.name(), byteLimit);
        return new MockHeap(allocator, options, blocks, space, byteLimit);
    }

    @Override
    protected void destroy() {
        blocks.closeHeap(space);
    }

    @Override
    protected boolean ownsBlock(long address) {
        return blocks.isLive(space, address);
    }

    @Override
    public long footprintLimit() {
        return byteLimit;
    }

    @Override
    public long maxByteAlignment() {
        return MockMemory.maxByteAlignment(byteLimit);
    }

    @Override
    protected long currentFootprint() {
        return blocks.footprint(space);
    }

    @Override
    protected long highestFootprint() {
        return blocks.highestFootprint(space);
    }

    @Override
    protected void walkBlocks(BlockVisitor visitor) {
        blocks.liveBlocks(space).forEach(block -> visitor.visit(block.address(), block.byteSize()));
    }

    @Override
    protected long trimHeap() {
        return blocks.trim(space);
    }

    // ----------------------------------------------------------------------------------------- primitives

    @Override
    protected long allocateBlock(long byteSize) {
        checkOpen();
        return blocks.allocate(space, Operation.ALLOC, byteSize, MockAllocator.NATURAL_ALIGNMENT);
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        checkOpen();
        return zeroed(blocks.allocate(space, Operation.CALLOC, byteSize, MockAllocator.NATURAL_ALIGNMENT), byteSize);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return blocks.allocate(space, Operation.ALLOC_ALIGNED, byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return zeroed(blocks.allocate(space, Operation.CALLOC_ALIGNED, byteSize, byteAlignment), byteSize);
    }

    @Override
    protected long allocateNodeBlock(long byteSize) {
        checkOpen();
        return blocks.allocate(space, Operation.ALLOC_NODE, byteSize, MockAllocator.NODE_ALIGNMENT);
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return blocks.reallocate(
                space, Operation.REALLOC, address, oldByteSize, newByteSize, MockAllocator.NATURAL_ALIGNMENT);
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkOpen();
        return blocks.reallocate(space, Operation.REALLOC_ALIGNED, address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return blocks.resizeInPlace(space, address, oldByteSize, newByteSize);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        checkOpen();
        blocks.free(space, address, byteSize);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        checkOpen();
        blocks.freeUnsized(space, address);
    }

    @Override
    protected long usableBlockSize(long address) {
        checkOpen();
        return blocks.usableSize(space, address);
    }

    private static long zeroed(long address, long byteSize) {
        if (address != 0) {
            RawMemory.fill(address, byteSize, (byte) 0);
        }
        return address;
    }
}
