package org.ccalloc.javaunsafe;

import org.ccalloc.spi.AbstractCcHeap;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;

/**
 * A heap that grows: tiers of its own, which go back to the operating system when it is closed.
 *
 * <p>Whether it is open is not asked where a thread takes a unit from its own slab: after closing, no thread has one, and each
 * request goes the longer way. It is asked at each free: at that address may be a block of another heap of the thread by now.
 */
final class TieredHeap extends AbstractCcHeap {

    private final TieredMemory memory;
    private final long[] hints;

    /** The table of a thread that has allocated, most likely the only one; looked at before the hints. */
    private long firstTable = HeapHints.NOBODYS;

    /**
     * Makes a heap.
     *
     * @param allocator for whom
     * @param options of a heap that grows
     * @param memory tiers that nobody else has
     */
    TieredHeap(CcAllocator allocator, HeapOptions options, TieredMemory memory) {
        super(allocator, options);
        this.memory = memory;
        this.hints = memory.heapHints().tables();
    }

    @Override
    protected void destroy() {
        firstTable = HeapHints.NOBODYS;
        memory.destroy();
    }

    @Override
    protected boolean ownsBlock(long address) {
        return memory.owns(address);
    }

    @Override
    protected long currentFootprint() {
        return memory.reservedByteSize();
    }

    @Override
    protected long highestFootprint() {
        return memory.highestReservedByteSize();
    }

    @Override
    protected void walkBlocks(BlockVisitor visitor) {
        memory.walk(visitor);
    }

    @Override
    protected long trimHeap() {
        return memory.trim();
    }

    @Override
    public String describe() {
        return super.describe() + System.lineSeparator() + (isClosed() ? "" : memory.describe());
    }

    // ----------------------------------------------------------------------------------------- primitives

    @Override
    protected long allocateBlock(long byteSize) {
        long threadId = Thread.currentThread().threadId();
        long unit = TieredMemory.allocateOwn(firstTable, threadId, byteSize);
        if (unit == 0) {
            unit = TieredMemory.allocateOwn(HeapHints.table(hints, threadId), threadId, byteSize);
        }
        return unit != 0 ? unit : allocateElsewhere(byteSize);
    }

    private long allocateElsewhere(long byteSize) {
        checkOpen();
        long block = memory.allocateElsewhere(byteSize);
        if (firstTable == HeapHints.NOBODYS) {
            firstTable = HeapHints.table(hints, Thread.currentThread().threadId());
        }
        return block;
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        checkOpen();
        return Memory.zeroed(memory.allocate(byteSize), byteSize);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return memory.allocateAligned(byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return Memory.zeroed(memory.allocateAligned(byteSize, byteAlignment), byteSize);
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return memory.reallocate(address, oldByteSize, newByteSize, 1);
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkOpen();
        return memory.reallocate(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return memory.resize(address, newByteSize);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        checkOpen();
        TieredMemory.freeIn(memory, address);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        checkOpen();
        memory.free(address);
    }

    @Override
    protected long usableBlockSize(long address) {
        checkOpen();
        return memory.usableSize(address);
    }
}
