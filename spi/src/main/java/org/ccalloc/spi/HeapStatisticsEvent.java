package org.ccalloc.spi;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The statistics of each open heap, now and then. Off unless asked for: a program may have thousands. */
@Name("org.ccalloc.HeapStatistics")
@Label("Heap Statistics")
@Category("ccalloc")
@Description("Totals and footprint of an open heap; the totals stand still while it does not count")
@Enabled(false)
@Period("5 s")
@StackTrace(false)
final class HeapStatisticsEvent extends Event {

    @Label("Allocator")
    @Nullable String allocator;

    @Label("Heap")
    @Nullable String heap;

    @Label("Allocations")
    long allocCount;

    @Label("Frees")
    long freeCount;

    @Label("Live Bytes")
    @DataAmount(DataAmount.BYTES)
    long liveBytes;

    @Label("Footprint")
    @Description("Bytes taken now; -1 if the heap does not tell")
    @DataAmount(DataAmount.BYTES)
    long footprint;

    @Label("Highest Footprint")
    @Description("Bytes taken at most; -1 if the heap does not tell")
    @DataAmount(DataAmount.BYTES)
    long maxFootprint;
}
