package org.ccalloc.bench.startup;

import org.ccalloc.spi.CcAllocators;

/** The first block of the allocator that {@code CcAllocators.get()} answers. */
public final class BackendFirstAllocation {

    private BackendFirstAllocation() {}

    /**
     * Allocates once.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        long entered = System.nanoTime();
        long address = CcAllocators.get().alloc(FirstAllocation.BYTE_SIZE);
        FirstAllocation.print(entered, System.nanoTime(), address);
    }
}
