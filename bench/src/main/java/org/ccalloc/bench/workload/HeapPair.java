package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;

/** Allocates from a heap and frees a block of one size; an operation is both. */
final class HeapPair implements Workload {

    private final CcHeap heap;
    private final long byteSize;

    HeapPair(CcAllocator allocator, long byteSize) {
        this.heap = allocator.newHeap(HeapOptions.named("pair"));
        this.byteSize = byteSize;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            heap.free(Workload.live(heap.alloc(byteSize)), byteSize);
        }
    }

    @Override
    public void close() {
        heap.close();
    }
}
