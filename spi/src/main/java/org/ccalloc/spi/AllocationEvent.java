package org.ccalloc.spi;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A block was handed out. Instantaneous: what it takes to allocate is less than what it takes to measure that. */
@Name("org.ccalloc.Allocation")
@Label("Off-Heap Allocation")
@Category({"ccalloc", "Blocks"})
@Description("A block was handed out; a resize is an allocation and a free")
@Enabled(false)
@StackTrace(false)
@Throttle("300/s")
final class AllocationEvent extends Event {

    @Label("Allocator")
    @Nullable String allocator;

    @Label("Heap")
    @Description("The heap's name; null for blocks of the allocator itself")
    @Nullable String heap;

    @Label("Address")
    @MemoryAddress
    long address;

    @Label("Size")
    @Description("Bytes asked for")
    @DataAmount(DataAmount.BYTES)
    long byteSize;

    @Label("Alignment")
    @Description("Bytes asked for; 0 if no alignment was")
    @DataAmount(DataAmount.BYTES)
    long byteAlignment;
}
