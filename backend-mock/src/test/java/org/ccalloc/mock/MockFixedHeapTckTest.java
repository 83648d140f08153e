package org.ccalloc.mock;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.tck.CcHeapTck;

/** The kit, on heaps of fixed capacity, as {@link MockHeapTckTest}. */
class MockFixedHeapTckTest extends CcHeapTck {

    private static final long BYTE_CAPACITY = 512 << 20;

    @Override
    protected CcAllocator createMaker() {
        return MockAllocator.builder()
                .byteCapacity(BYTE_CAPACITY)
                .stackTraces(false)
                .build();
    }

    @Override
    protected HeapOptions options() {
        return HeapOptions.named("tck").withFixedCapacity(BYTE_CAPACITY);
    }

    @Override
    protected void closeMaker(CcAllocator maker) {
        ((MockAllocator) maker).close();
    }

    /** Little: the mock writes every byte of a block several times over. */
    @Override
    public long memoryBudget() {
        return 8 << 20;
    }
}
