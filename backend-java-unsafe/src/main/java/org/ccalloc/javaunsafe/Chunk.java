package org.ccalloc.javaunsafe;

/**
 * The part of an arena within which an address finds its segment by arithmetic and one byte: 4 MiB, and a multiple of
 * that is its address.
 *
 * <pre>
 *   chunk        header     | page 4 | page 5 | ... | page 255
 *   header       page map | - | descriptors, one for each page that a segment may start with
 *                0        256 512
 *   page map     a byte per page: the first page of its segment; 0 if it is in none
 * </pre>
 *
 * <p>The descriptors of pages that slabs start with, every fourth, are every second one of half of the header: if they were
 * farther apart, they would contend for the same few sets of the processor's cache, and so would those of different chunks
 * if they were all in the same half; if they lay side by side, the processor would fetch with one the next one, which another thread
 * writes to.
 */
final class Chunk {

    static final long BYTE_SIZE = 1L << 22;
    static final long PAGE_BYTE_SIZE = 1L << 14;
    static final int PAGES = (int) (BYTE_SIZE / PAGE_BYTE_SIZE);

    /** What a segment's description takes: two cache lines. */
    static final long DESCRIPTOR_BYTE_SIZE = 128;

    /** The first pages, that hold the header. */
    static final int HEADER_PAGES = SizeClasses.SPAN_PAGES;

    private static final long DESCRIPTORS = 512;
    private static final int SPANS = PAGES / SizeClasses.SPAN_PAGES;

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
        int half = halfOf(chunk, firstPage % SizeClasses.SPAN_PAGES / 2);
        int index = half * 2 * SPANS + firstPage / SizeClasses.SPAN_PAGES * 2 + firstPage % 2;
        return chunk + DESCRIPTORS + index * DESCRIPTOR_BYTE_SIZE;
    }

    /** Which half of the header has the descriptors of a half of each span, and the other way round. */
    private static int halfOf(long chunk, int half) {
        return half ^ (int) (chunk / BYTE_SIZE % 2);
    }

    /**
     * The first page of a segment.
     *
     * @param descriptor the segment
     * @return its number in the chunk
     */
    static int firstPage(long descriptor) {
        int index = (int) (((descriptor & (BYTE_SIZE - 1)) - DESCRIPTORS) / DESCRIPTOR_BYTE_SIZE);
        int half = halfOf(of(descriptor), index / (2 * SPANS));
        return index % (2 * SPANS) / 2 * SizeClasses.SPAN_PAGES + half * 2 + index % 2;
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
