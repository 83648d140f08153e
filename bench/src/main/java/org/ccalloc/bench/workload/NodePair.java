package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;

/** Allocates a block with cache lines of its own and frees it; an operation is both. */
final class NodePair implements Workload {

    private final CcAllocator allocator;
    private final long byteSize;

    NodePair(CcAllocator allocator, long byteSize) {
        this.allocator = allocator;
        this.byteSize = byteSize;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            allocator.free(Workload.live(allocator.allocNode(byteSize)), byteSize);
        }
    }
}
