package org.ccalloc.bench.program;

import java.util.concurrent.atomic.AtomicInteger;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;

/** Has no more than a few blocks to give. */
final class Exhausted extends ForwardingCcAllocator {

    private final AtomicInteger left = new AtomicInteger(5);

    Exhausted(CcAllocator allocator) {
        super(allocator);
    }

    @Override
    public long alloc(long byteSize) {
        return left.getAndDecrement() > 0 ? super.alloc(byteSize) : 0;
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        return left.getAndDecrement() > 0 ? super.allocAligned(byteSize, byteAlignment) : 0;
    }

    @Override
    public long allocNode(long byteSize) {
        return left.getAndDecrement() > 0 ? super.allocNode(byteSize) : 0;
    }
}
