package org.ccalloc.mimalloc;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcHeapTck;

class MimallocHeapTckTest extends CcHeapTck {

    @Override
    protected CcAllocator createMaker() {
        return new MimallocAllocator();
    }
}
