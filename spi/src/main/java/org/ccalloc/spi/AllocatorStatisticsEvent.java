package org.ccalloc.spi;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** The statistics of an allocator, now and then. */
@Name("org.ccalloc.AllocatorStatistics")
@Label("Allocator Statistics")
@Category("ccalloc")
@Description("Totals of an allocator, those of its heaps not included; they stand still while it does not count")
@Period("5 s")
@StackTrace(false)
final class AllocatorStatisticsEvent extends AllocatorTotals {}
