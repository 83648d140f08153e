package org.ccalloc.javaunsafe;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcAllocatorTck;

class JavaUnsafeTckTest extends CcAllocatorTck {
    @Override
    protected CcAllocator createAllocator() {
        return new JavaUnsafeAllocator();
    }
}
