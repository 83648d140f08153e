package org.ccalloc.arrow;

import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.BufferAllocator;
import org.ccalloc.spi.CcAllocator;

/** The memory of one buffer: a block, and whose it is. */
final class CcAllocationManager extends AllocationManager {

    private final CcAllocator allocator;
    private final long address;
    private final long byteSize;

    /** Takes a block over, if Arrow's allocator is open; else throws, and the block is still the caller's. */
    CcAllocationManager(BufferAllocator accountingAllocator, CcAllocator allocator, long address, long byteSize) {
        super(accountingAllocator);
        this.allocator = allocator;
        this.address = address;
        this.byteSize = byteSize;
    }

    /** A buffer of size 0 has a block too, since 0 would be no address. */
    static long blockByteSize(long byteSize) {
        return byteSize == 0 ? 1 : byteSize;
    }

    @Override
    public long getSize() {
        return byteSize;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    /** Called once, by Arrow, under its lock on this. */
    @Override
    protected void release0() {
        allocator.free(address, blockByteSize(byteSize));
    }
}
