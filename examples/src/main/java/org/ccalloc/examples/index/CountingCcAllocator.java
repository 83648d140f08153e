package org.ccalloc.examples.index;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;

/**
 * Counts what one thread does with an allocator: plain fields, no thread waits for another. To be used by that thread
 * alone; the counts may be read when it has ended.
 */
final class CountingCcAllocator extends ForwardingCcAllocator {

    private long allocCount;
    private long allocNodeCount;
    private long callocCount;
    private long reallocCount;
    private long freeCount;
    private long blocksTaken;

    CountingCcAllocator(CcAllocator delegate) {
        super(delegate);
    }

    OperationCounts counts() {
        return new OperationCounts(allocCount, allocNodeCount, callocCount, reallocCount, freeCount, blocksTaken);
    }

    @Override
    public long alloc(long byteSize) {
        long address = super.alloc(byteSize);
        if (address != 0) {
            allocCount++;
            blocksTaken++;
        }
        return address;
    }

    @Override
    public long allocNode(long byteSize) {
        long address = super.allocNode(byteSize);
        if (address != 0) {
            allocNodeCount++;
            blocksTaken++;
        }
        return address;
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        long address = super.calloc(count, elementByteSize);
        if (address != 0) {
            callocCount++;
            blocksTaken++;
        }
        return address;
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        long moved = super.realloc(address, oldByteSize, newByteSize);
        if (moved != 0) {
            reallocCount++;
            if (address == 0) {
                blocksTaken++;
            }
        }
        return moved;
    }

    @Override
    public void free(long address, long byteSize) {
        super.free(address, byteSize);
        if (address != 0) {
            freeCount++;
        }
    }
}
