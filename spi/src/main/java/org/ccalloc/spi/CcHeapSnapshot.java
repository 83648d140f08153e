package org.ccalloc.spi;

/**
 * An open heap at one moment.
 *
 * @param name the heap's name; several may have the same
 * @param statistics what it has counted
 * @param footprint bytes of memory that it has taken now, or {@link #NOT_TOLD}
 * @param maxFootprint bytes that it had taken at most, or {@link #NOT_TOLD}
 * @param footprintLimit bytes that it may take at most; {@link Long#MAX_VALUE} for a heap that grows
 */
public record CcHeapSnapshot(
        String name, CcAllocSnapshot statistics, long footprint, long maxFootprint, long footprintLimit) {

    /** For a footprint, where {@link Capability#FOOTPRINT} is not declared or the heap's memory is gone: {@value}. */
    public static final long NOT_TOLD = -1;
}
