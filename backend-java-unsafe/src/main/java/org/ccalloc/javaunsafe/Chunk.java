package org.ccalloc.javaunsafe;

/**
 * The part of an arena within which an address finds its segment by arithmetic and one byte: 4 MiB, and a multiple of
 * that is its address.
 *
 * <pre>
 *   chunk        header                                    | page 2 | page 3 | ... | page 255
 *   header       page map | - | descriptor of a segment that starts with page 2 | ... page 3 | ...
 *                0        256                              2 * 128
 *   page map     a byte per page: the first page of its segment; 0 if it is in none
 * </pre>
 */
final class Chunk {

    static final long BYTE_SIZE = 1L << 22;
    static final long PAGE_BYTE_SIZE = 1L << 14;
    static final int PAGES = (int) (BYTE_SIZE / PAGE_BYTE_SIZE);

    /** What a segment's description takes: two cache lines. */
    static final long DESCRIPTOR_BYTE_SIZE = 128;

    /** The first pages, that hold the header. */
    static final int HEADER_PAGES = (int) (PAGES * DESCRIPTOR_BYTE_SIZE / PAGE_BYTE_SIZE);

    /** Pages that segments may have. */
    static final int USABLE_PAGES = PAGES - HEADER_PAGES;

    /** The largest segment. */
    static final long USABLE_BYTE_SIZE = USABLE_PAGES * PAGE_BYTE_SIZE;

    private Chunk() {}

    /**
     * Makes a header without segments.
     *
     * @param chunk a chunk
     */
    static void format(long chunk) {
        Memory.zero(chunk, PAGES);
    }

    static long of(long address) {
        return address & -BYTE_SIZE;
    }

    static int pageOf(long address) {
        return (int) ((address & (BYTE_SIZE - 1)) / PAGE_BYTE_SIZE);
    }

    static long page(long chunk, int page) {
        return chunk + page * PAGE_BYTE_SIZE;
    }

    /**
     * The segment that an address is in.
     *
     * @param address any in a chunk
     * @return the segment's descriptor; 0 if there is none
     */
    static long segmentAt(long address) {
        long chunk = of(address);
        int first = Memory.getByte(chunk + pageOf(address)) & 0xff;
        return first == 0 ? 0 : descriptor(chunk, first);
    }

    static long descriptor(long chunk, int firstPage) {
        return chunk + firstPage * DESCRIPTOR_BYTE_SIZE;
    }

    /**
     * The first page of a segment.
     *
     * @param descriptor the segment
     * @return its number in the chunk
     */
    static int firstPage(long descriptor) {
        return (int) ((descriptor & (BYTE_SIZE - 1)) / DESCRIPTOR_BYTE_SIZE);
    }

    /**
     * Enters pages in the page map.
     *
     * @param chunk the chunk
     * @param from the first page
     * @param count how many
     * @param firstPage the segment that they belong to; 0 for none
     */
    static void mapPages(long chunk, int from, int count, int firstPage) {
        for (int page = from; page < from + count; page++) {
            Memory.putByte(chunk + page, (byte) firstPage);
        }
    }
}
