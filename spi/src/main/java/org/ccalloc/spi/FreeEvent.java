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

/** A block was given back. Written after it was: by then another thread may have it already. */
@Name("org.ccalloc.Free")
@Label("Off-Heap Free")
@Category({"ccalloc", "Blocks"})
@Description("A block was given back; a resize is an allocation and a free")
@Enabled(false)
@StackTrace(false)
@Throttle("300/s")
final class FreeEvent extends Event {

    @Label("Allocator")
    @Nullable String allocator;

    @Label("Heap")
    @Description("The heap's name; null for blocks of the allocator itself")
    @Nullable String heap;

    @Label("Address")
    @MemoryAddress
    long address;

    @Label("Size")
    @Description("Bytes named in the free; 0 if it named none")
    @DataAmount(DataAmount.BYTES)
    long byteSize;
}
