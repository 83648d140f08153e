package org.ccalloc.jemalloc;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcAllocatorTck;

class JemallocTckTest extends CcAllocatorTck {

    @Override
    protected CcAllocator createAllocator() {
        return new JemallocAllocator();
    }
}
