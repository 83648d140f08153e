package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;

/** Allocates and frees a block of one size; an operation is both. */
final class Pair implements Workload {

    private final CcAllocator allocator;
    private final long byteSize;

    Pair(CcAllocator allocator, long byteSize) {
        this.allocator = allocator;
        this.byteSize = byteSize;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            allocator.free(Workload.live(allocator.alloc(byteSize)), byteSize);
        }
    }
}
