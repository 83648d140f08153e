package org.ccalloc.jemalloc;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcHeapTck;

class JemallocHeapTckTest extends CcHeapTck {

    @Override
    protected CcAllocator createMaker() {
        return new JemallocAllocator();
    }
}
