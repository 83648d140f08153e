package org.ccalloc.bench.program;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.RawMemory;

/** Loses what the block before held, at each allocation; and what a block held, when it is resized. */
final class Forgetful extends ForwardingCcAllocator {

    private static final int VALUE_OF_A_NODE = 8;

    private long latest;

    Forgetful(CcAllocator allocator) {
        super(allocator);
    }

    @Override
    public synchronized long alloc(long byteSize) {
        return lose(super.alloc(byteSize), 0);
    }

    @Override
    public synchronized long allocAligned(long byteSize, long byteAlignment) {
        return lose(super.allocAligned(byteSize, byteAlignment), 0);
    }

    @Override
    public synchronized long allocNode(long byteSize) {
        return lose(super.allocNode(byteSize), VALUE_OF_A_NODE);
    }

    @Override
    public synchronized long realloc(long address, long oldByteSize, long newByteSize) {
        long moved = super.realloc(address, oldByteSize, newByteSize);
        latest = 0;
        RawMemory.putLong(moved, 0);
        return moved;
    }

    @Override
    public synchronized void free(long address, long byteSize) {
        latest = latest == address ? 0 : latest;
        super.free(address, byteSize);
    }

    private long lose(long address, int offset) {
        if (latest != 0) {
            RawMemory.putLong(latest + offset, 0);
        }
        latest = address;
        return address;
    }
}
