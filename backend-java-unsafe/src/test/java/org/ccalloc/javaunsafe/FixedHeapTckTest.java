package org.ccalloc.javaunsafe;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.tck.CcHeapTck;

/** The kit, on heaps of fixed capacity. */
class FixedHeapTckTest extends CcHeapTck {

    /** Room for several blocks at once that are aligned to 64 MiB. Little of it is ever written. */
    static final long BYTE_CAPACITY = 2L << 30;

    @Override
    protected CcAllocator createMaker() {
        return new JavaUnsafeAllocator();
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
