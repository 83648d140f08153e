package org.ccalloc.spi;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** What the two events of an allocator's statistics have in common: all but the time. */
abstract sealed class AllocatorTotals extends Event permits AllocatorStatisticsEvent, AllocatorTotalsEvent {

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

    /**
     * Tells of an allocator.
     *
     * @param told whose totals
     */
    final void commit(CcAllocator told) {
        CcAllocSnapshot snapshot = told.statsSnapshot();
        allocator = told.name();
        counting = told.statsEnabled();
        allocCount = snapshot.allocCount();
        freeCount = snapshot.freeCount();
        unsizedFreeCount = snapshot.unsizedFreeCount();
        allocBytes = snapshot.allocBytes();
        freeBytes = snapshot.freeBytes();
        liveBytes = snapshot.currentAllocated();
        openHeaps = OpenHeaps.of(told).map(OpenHeaps::count).orElse(0);
        commit();
    }
}
