package org.ccalloc.mock;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcHeapTck;

/** The kit, on heaps of the mock with all its checks but stack traces, as {@link MockTckTest}. */
class MockHeapTckTest extends CcHeapTck {

    @Override
    protected CcAllocator createMaker() {
        return MockAllocator.builder()
                .byteCapacity(512 << 20)
                .stackTraces(false)
                .build();
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
