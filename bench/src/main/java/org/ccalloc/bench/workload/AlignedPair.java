package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;

/** Allocates a block with an alignment of its own and frees it; an operation is both. */
final class AlignedPair implements Workload {

    private final CcAllocator allocator;
    private final long byteSize;
    private final long byteAlignment;

    AlignedPair(CcAllocator allocator, long byteSize, long byteAlignment) {
        this.allocator = allocator;
        this.byteSize = byteSize;
        this.byteAlignment = byteAlignment;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            allocator.free(Workload.live(allocator.allocAligned(byteSize, byteAlignment)), byteSize);
        }
    }
}
