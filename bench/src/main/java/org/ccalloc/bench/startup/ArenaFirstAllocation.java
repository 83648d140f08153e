package org.ccalloc.bench.startup;

import java.lang.foreign.Arena;

/** The first block of an arena of the JDK, which stays open. */
public final class ArenaFirstAllocation {

    private ArenaFirstAllocation() {}

    /**
     * Allocates once.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        long entered = System.nanoTime();
        long address = Arena.ofConfined().allocate(FirstAllocation.BYTE_SIZE).address();
        FirstAllocation.print(entered, System.nanoTime(), address);
    }
}
