package org.ccalloc.spi;

import org.jspecify.annotations.Nullable;

/**
 * What an allocator does beside its work, in the one reference that its operations look at anyway.
 *
 * <pre>
 *   null                neither
 *   a table of cells    counts
 *   TOLD                tells of single blocks
 *   COUNTED_AND_TOLD    both
 * </pre>
 *
 * <p>No thread finds a cell in the last two, so that its operation goes the long way, where this class is asked. The short
 * ways thus need not know of events: neither that without counting nor that with it has an instruction for them.
 */
final class ToldBlocks {

    private static final @Nullable CounterCell[] TOLD = new CounterCell[1];
    private static final @Nullable CounterCell[] COUNTED_AND_TOLD = new CounterCell[1];

    private ToldBlocks() {}

    /**
     * What to look at.
     *
     * @param counters those of the allocator
     * @param counted whether it counts
     * @param told whether it tells of single blocks
     * @return a table for {@link #areCounted} and {@link #areTold}
     */
    static @Nullable CounterCell @Nullable [] cells(AllocationCounters counters, boolean counted, boolean told) {
        if (told) {
            return counted ? COUNTED_AND_TOLD : TOLD;
        }
        return counted ? counters.table() : null;
    }

    @SuppressWarnings("ReferenceEquality") // which table it is, not what is in it
    static boolean areCounted(@Nullable CounterCell @Nullable [] cells) {
        return cells != null && cells != TOLD;
    }

    @SuppressWarnings("ReferenceEquality")
    static boolean areTold(@Nullable CounterCell @Nullable [] cells) {
        return cells == TOLD || cells == COUNTED_AND_TOLD;
    }
}
