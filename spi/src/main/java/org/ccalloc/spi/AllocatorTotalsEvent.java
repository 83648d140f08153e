package org.ccalloc.spi;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/**
 * The same where a recording ends, or is written to a file. An event of its own, since an event has one period: with an interval it is
 * not told at the end.
 */
@Name("org.ccalloc.AllocatorTotals")
@Label("Allocator Totals")
@Category("ccalloc")
@Description("Totals of an allocator at the end of the recording; as in Allocator Statistics")
@Period("endChunk")
@StackTrace(false)
final class AllocatorTotalsEvent extends AllocatorTotals {}
