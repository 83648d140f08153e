package org.ccalloc.bench.startup;

import org.lwjgl.system.MemoryUtil;

/** The first block of LWJGL. */
public final class LwjglFirstAllocation {

    private LwjglFirstAllocation() {}

    /**
     * Allocates once.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        long entered = System.nanoTime();
        long address = MemoryUtil.nmemAlloc(FirstAllocation.BYTE_SIZE);
        FirstAllocation.print(entered, System.nanoTime(), address);
    }
}
