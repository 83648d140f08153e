package org.ccalloc.javaunsafe;

/**
 * The segment tier: a run of pages of one chunk, for one slab or one large block, and the descriptor that tells which.
 * Everything is static and works on the descriptor's address; what a slab keeps there beside is in {@link Slab}.
 *
 * <pre>
 *   44  PAGES     how many
 *  116  KIND      size class of a slab; -1 for a large block; 0 when free
 *  120  OWNER     number of the thread heap that has the slab; 0 for a large block
 * </pre>
 */
final class Segment {

    static final int LARGE = -1;
    static final int FREE = 0;

    private static final long KIND = 116;
    private static final long OWNER = 120;
    private static final long PAGES = 44;

    private Segment() {}

    static int kind(long segment) {
        return Memory.getInt(segment + KIND);
    }

    static void setKind(long segment, int kind) {
        Memory.putInt(segment + KIND, kind);
    }

    static int owner(long segment) {
        return Memory.getInt(segment + OWNER);
    }

    static void setOwner(long segment, int owner) {
        Memory.putInt(segment + OWNER, owner);
    }

    static int pages(long segment) {
        return Memory.getInt(segment + PAGES);
    }

    static void setPages(long segment, int pages) {
        Memory.putInt(segment + PAGES, pages);
    }

    /**
     * Where its pages start.
     *
     * @param segment the segment
     * @return an address
     */
    static long start(long segment) {
        return Chunk.page(Chunk.of(segment), Chunk.firstPage(segment));
    }

    static long byteSize(long segment) {
        return pages(segment) * Chunk.PAGE_BYTE_SIZE;
    }
}
