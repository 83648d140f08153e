package org.ccalloc.bench.program;

import org.ccalloc.bench.workload.Workload;
import org.ccalloc.spi.CcAllocator;

/**
 * Blocks of an allocator.
 *
 * @param allocator where they come from
 */
record AllocatorBlocks(CcAllocator allocator) implements BlockSource {

    @Override
    public Slots newSlots(int count) {
        return new AllocatorSlots(allocator, count);
    }

    @Override
    public long allocateNode(long byteSize) {
        return Workload.live(allocator.allocNode(byteSize));
    }

    @Override
    public void freeNode(long address, long byteSize) {
        allocator.free(address, byteSize);
    }

    private static final class AllocatorSlots extends Slots {

        private final CcAllocator allocator;

        AllocatorSlots(CcAllocator allocator, int count) {
            super(count);
            this.allocator = allocator;
        }

        @Override
        long allocate(int slot, long byteSize) {
            return Workload.live(allocator.alloc(byteSize));
        }

        @Override
        long allocateAligned(int slot, long byteSize, long byteAlignment) {
            return Workload.live(allocator.allocAligned(byteSize, byteAlignment));
        }

        @Override
        long reallocate(int slot, long address, long oldByteSize, long newByteSize) {
            return Workload.live(allocator.realloc(address, oldByteSize, newByteSize));
        }

        @Override
        void free(int slot, long address, long byteSize) {
            allocator.free(address, byteSize);
        }
    }
}
