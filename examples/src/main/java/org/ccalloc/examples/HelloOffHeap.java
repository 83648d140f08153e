package org.ccalloc.examples;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;

/** The smallest program: a block, a number in it, and the block given back. */
public final class HelloOffHeap {

    private HelloOffHeap() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        CcAllocator allocator = CcAllocators.get();
        long address = allocator.allocOrThrow(Long.BYTES);
        try {
            RawMemory.putLong(address, 42);
            System.out.println(allocator.name() + " gave 0x" + Long.toHexString(address) + ", which holds "
                    + RawMemory.getLong(address));
        } finally {
            allocator.free(address, Long.BYTES);
        }
    }
}
