package org.ccalloc.mimalloc;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.tck.CcHeapTck;

/** The kit, on heaps of fixed capacity. */
class MimallocFixedHeapTckTest extends CcHeapTck {

    /** Of which mimalloc takes up only what is written. */
    private static final long BYTE_CAPACITY = 1L << 30;

    @Override
    protected CcAllocator createMaker() {
        return new MimallocAllocator();
    }

    @Override
    protected HeapOptions options() {
        return HeapOptions.named("tck").withFixedCapacity(BYTE_CAPACITY);
    }

    @Override
    public long memoryBudget() {
        return 64 << 20;
    }
}
