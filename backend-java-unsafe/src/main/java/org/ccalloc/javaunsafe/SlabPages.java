package org.ccalloc.javaunsafe;

import java.util.Arrays;

/**
 * Finds the slab of an address at once, for addresses in the 8 GiB around the first slab, where most slabs will be: what
 * the system hands out one after the other lies close together. Who does not find one here asks {@link ChunkMap} and the chunk.
 *
 * <p>A slab starts on a multiple of {@link #SPAN_BYTE_SIZE}, its <em>span</em>, and has an entry for each span that is all its own.
 * There is one table for all allocators and heaps of the process: no two of them have the same span.
 *
 * @implNote Written under a lock and read by anybody, plainly: who has an address of a block got it from
 *     somebody who saw its entry.
 */
final class SlabPages {

    /** What all slabs are made of: so many bytes. */
    static final long SPAN_BYTE_SIZE = SizeClasses.SPAN_PAGES * Chunk.PAGE_BYTE_SIZE;

    private static final int SPAN_BITS = Long.numberOfTrailingZeros(SPAN_BYTE_SIZE);

    /** With 64 KiB, 8 GiB. */
    private static final int LENGTH = 1 << 17;

    /** Of the spans, what is for higher addresses than the first slab; Linux goes downwards. */
    private static final int ABOVE = LENGTH / 4;

    private static final int NO_SPAN = Integer.MIN_VALUE;

    /** For each span its slab, or {@link Slab#NONE}. */
    private static final long[] SLABS = new long[LENGTH];

    static {
        Arrays.fill(SLABS, Slab.NONE);
    }

    /** The number of the first of these spans; before there is any, one that no span has. */
    private static int first = NO_SPAN;

    private SlabPages() {}

    /**
     * The slab that an address is in, if it is in one.
     *
     * @param address any number
     * @return the descriptor; {@link Slab#NONE} if there is none, or far away; some slab for what is no address of
     *     48 bits, which therefore must be compared with the slab's range
     */
    static long slabAt(long address) {
        int index = spanOf(address) - first;
        // Written so that the JIT needs no check of its own.
        return index >= 0 && index < LENGTH ? SLABS[index] : Slab.NONE;
    }

    /** Without the upper bits, which nothing that is a block has set. */
    private static int spanOf(long address) {
        return (int) (address >>> SPAN_BITS);
    }

    /**
     * Enters the spans of a slab, or takes them out.
     *
     * @param start where it starts, a multiple of a span
     * @param byteSize how long it is
     * @param slab its descriptor; {@link Slab#NONE} to take it out
     */
    static synchronized void put(long start, long byteSize, long slab) {
        int span = spanOf(start);
        if (first == NO_SPAN) {
            first = span - (LENGTH - ABOVE);
        }
        for (int i = 0; i < byteSize / SPAN_BYTE_SIZE; i++) {
            int index = span + i - first;
            if (index >= 0 && index < LENGTH) {
                SLABS[index] = slab;
            }
        }
    }

    /**
     * Whether what is found at an address is right.
     *
     * @param address any
     * @param slab what should be found; {@link Slab#NONE} for no slab
     * @return true also if a slab is far away, and nothing is found
     */
    static boolean agrees(long address, long slab) {
        long found = slabAt(address);
        int index = spanOf(address) - first;
        boolean isNear = index >= 0 && index < LENGTH;
        return found == slab || (found == Slab.NONE && !isNear);
    }
}
