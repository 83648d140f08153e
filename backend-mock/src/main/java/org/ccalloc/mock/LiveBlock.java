package org.ccalloc.mock;

import java.util.List;

/**
 * A block that has not been given back.
 *
 * @param number of the request that it came from, counted from 1
 * @param operation that it came from
 * @param address where it lies
 * @param offset the same in every run
 * @param byteSize the size last asked for
 * @param thread that asked for it
 * @param allocationTrace where; empty if traces are off
 */
public record LiveBlock(
        long number,
        Operation operation,
        long address,
        long offset,
        long byteSize,
        String thread,
        List<StackTraceElement> allocationTrace) {

    /** Copies the trace. */
    public LiveBlock {
        allocationTrace = List.copyOf(allocationTrace);
    }

    /**
     * The block in one line.
     *
     * @return with the place of the allocation, if that is known
     */
    @Override
    public String toString() {
        return operation + ": byteSize=" + byteSize + ", offset=" + FaultReport.hex(offset) + ", number=" + number
                + (allocationTrace.isEmpty() ? "" : ", at " + allocationTrace.getFirst());
    }
}
