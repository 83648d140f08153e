package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;

/** The kit passes an allocator that keeps the contract. */
class LibcTckTest extends CcAllocatorTck {

    @Override
    protected CcAllocator createAllocator() {
        return new LibcAllocator();
    }
}
