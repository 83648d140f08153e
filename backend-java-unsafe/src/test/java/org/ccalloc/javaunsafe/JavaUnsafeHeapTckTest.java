package org.ccalloc.javaunsafe;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcHeapTck;

class JavaUnsafeHeapTckTest extends CcHeapTck {

    @Override
    protected CcAllocator createMaker() {
        return new JavaUnsafeAllocator();
    }
}
