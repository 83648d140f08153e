package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;

/** Allocates a zeroed block and frees it; an operation is both. */
final class CallocPair implements Workload {

    private final CcAllocator allocator;
    private final long byteSize;

    CallocPair(CcAllocator allocator, long byteSize) {
        this.allocator = allocator;
        this.byteSize = byteSize;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            allocator.free(Workload.live(allocator.calloc(1, byteSize)), byteSize);
        }
    }
}
