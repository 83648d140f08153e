package org.ccalloc.bench.startup;

import org.ccalloc.bench.contender.Contenders;

/** The first block of {@code sun.misc.Unsafe}. */
public final class UnsafeFirstAllocation {

    private UnsafeFirstAllocation() {}

    /**
     * Allocates once.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        long entered = System.nanoTime();
        long address = Contenders.open(Contenders.UNSAFE).alloc(FirstAllocation.BYTE_SIZE);
        FirstAllocation.print(entered, System.nanoTime(), address);
    }
}
