package org.ccalloc.spi;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The statistics of an allocator, now and then. */
@Name("org.ccalloc.AllocatorStatistics")
@Label("Allocator Statistics")
@Category("ccalloc")
@Description("Totals of an allocator, those of its heaps not included; they stand still while it does not count")
@Period("5 s")
@StackTrace(false)
final class AllocatorStatisticsEvent extends Event {

    @Label("Allocator")
    @Nullable String allocator;

    @Label("Counting")
    boolean counting;

    @Label("Allocations")
    long allocCount;

    @Label("Frees")
    long freeCount;

    @Label("Frees Without Size")
    long unsizedFreeCount;

    @Label("Bytes Allocated")
    @DataAmount(DataAmount.BYTES)
    long allocBytes;

    @Label("Bytes Freed")
    @Description("Those of frees without size are not in it")
    @DataAmount(DataAmount.BYTES)
    long freeBytes;

    @Label("Live Bytes")
    @DataAmount(DataAmount.BYTES)
    long liveBytes;

    @Label("Open Heaps")
    int openHeaps;
}
