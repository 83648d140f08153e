package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kit passes the allocator that others break. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocator under test calls mmap")
class RegionTckTest extends CcAllocatorTck {

    @Override
    protected CcAllocator createAllocator() {
        return new RegionAllocator();
    }

    @Override
    protected void closeAllocator(CcAllocator created) {
        ((RegionAllocator) created).close();
    }
}
