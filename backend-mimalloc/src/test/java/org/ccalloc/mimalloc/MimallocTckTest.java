package org.ccalloc.mimalloc;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.CcAllocatorTck;

class MimallocTckTest extends CcAllocatorTck {

    @Override
    protected CcAllocator createAllocator() {
        return new MimallocAllocator();
    }
}
