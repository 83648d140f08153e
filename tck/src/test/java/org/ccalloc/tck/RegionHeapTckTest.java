package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kit passes the heaps that others break. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocator under test calls mmap")
class RegionHeapTckTest extends CcHeapTck {

    @Override
    protected CcAllocator createMaker() {
        return new RegionAllocator();
    }
}
