package org.ccalloc.javaunsafe;

/**
 * Finds the slab of an address at once, for addresses in {@value #LENGTH} pages around the first slab, where most slabs will be:
 * what the system hands out one after the other lies close together. Who does not find one here asks {@link ChunkMap} and
 * the chunk.
 *
 * @implNote Written under a lock and read by anybody, plainly: who has an address of a block got it from
 *     somebody who saw its entry. A record, since the JIT takes the fields of records for constants.
 * @param firstPages for each page the first page of its slab in the chunk; 0 for none
 * @param start one number, that of the first of these pages; before there is any, one that no page has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SlabPages(byte[] firstPages, long[] start) {

    /** A power of two: a mask keeps an index inside, and the JIT then needs no check. With 16 KiB, 8 GiB. */
    private static final int LENGTH = 1 << 19;

    /** Of the pages, what is for higher addresses than the first slab; Linux goes downwards. */
    private static final int ABOVE = LENGTH / 4;

    private static final int PAGE_BITS = Long.numberOfTrailingZeros(Chunk.PAGE_BYTE_SIZE);
    private static final long NO_PAGE = Long.MIN_VALUE;

    SlabPages() {
        this(new byte[LENGTH], new long[] {NO_PAGE});
    }

    /**
     * The slab that an address is in.
     *
     * @param address any number
     * @return the descriptor; 0 if the address is in no slab, or far away
     */
    long slabAt(long address) {
        long index = (address >>> PAGE_BITS) - start[0];
        if (Long.compareUnsigned(index, LENGTH) >= 0) {
            return 0;
        }
        int firstPage = firstPages[(int) index & (LENGTH - 1)] & 0xff;
        return firstPage == 0 ? 0 : Chunk.descriptor(Chunk.of(address), firstPage);
    }

    /**
     * Enters the pages of a slab, or takes them out.
     *
     * @param slab its descriptor
     * @param firstPage its first page in the chunk; 0 to take them out
     */
    void put(long slab, int firstPage) {
        long page = Segment.start(slab) >>> PAGE_BITS;
        if (start[0] == NO_PAGE) {
            start[0] = page - (LENGTH - ABOVE);
        }
        for (int i = 0; i < Segment.pages(slab); i++) {
            long index = page + i - start[0];
            if (Long.compareUnsigned(index, LENGTH) < 0) {
                firstPages[(int) index] = (byte) firstPage;
            }
        }
    }

    /**
     * Whether what is found at an address is right.
     *
     * @param address any
     * @param slab what should be found; 0 for no slab
     * @return true also if a slab is far away, and nothing is found
     */
    boolean agrees(long address, long slab) {
        long found = slabAt(address);
        boolean isNear = Long.compareUnsigned((address >>> PAGE_BITS) - start[0], LENGTH) < 0;
        return found == slab || (found == 0 && !isNear);
    }
}
