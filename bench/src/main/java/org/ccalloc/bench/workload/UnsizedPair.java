package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;

/** Allocates a block and frees it without saying its size; an operation is both. */
final class UnsizedPair implements Workload {

    private final CcAllocator allocator;
    private final long byteSize;

    UnsizedPair(CcAllocator allocator, long byteSize) {
        this.allocator = allocator;
        this.byteSize = byteSize;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            allocator.freeUnsized(Workload.live(allocator.alloc(byteSize)));
        }
    }
}
