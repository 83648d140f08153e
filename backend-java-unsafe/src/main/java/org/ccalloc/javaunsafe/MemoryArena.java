package org.ccalloc.javaunsafe;

/**
 * The arena tier: one large reservation, made of chunks, that stays as long as the process. A bitmap tells the free pages;
 * that is also what puts neighbours together that become free one after the other. Runs of pages are found first fit.
 *
 * <p>Not thread-safe.
 */
final class MemoryArena {

    private static final int WORDS = Chunk.PAGES / Long.SIZE;
    private static final int PAGES_OF_HUGE = (int) (SystemPages.HUGE_BYTE_SIZE / Chunk.PAGE_BYTE_SIZE);

    /** The first chunk. */
    private final long base;

    private final int chunks;

    /** How many of the chunks have a header; the others were never touched. */
    private int opened;

    /** A bit per page, {@value #WORDS} words per chunk: 1 if it is free. */
    private final long[] free;

    /** Whether the system was asked for huge pages. */
    private boolean huge;

    /** A bit per page: 1 if it may take up main memory: it was in a segment since it was last given back. */
    private final long[] touched;

    /** Free pages of each chunk. */
    private final int[] freePages;

    /** For each chunk, the length from which runs have been looked for in vain since pages last became free. */
    private final int[] refused;

    MemoryArena(long base, int chunks) {
        this.base = base;
        this.chunks = chunks;
        this.free = new long[chunks * WORDS];
        this.touched = new long[chunks * WORDS];
        this.freePages = new int[chunks];
        this.refused = new int[chunks];
    }

    int chunks() {
        return chunks;
    }

    /** Takes note that a page that is touched may bring a huge one with it. */
    void setHuge() {
        huge = true;
    }

    long chunk(int index) {
        return base + index * Chunk.BYTE_SIZE;
    }

    /**
     * Makes a segment.
     *
     * @param pages how long, 1 or more
     * @param alignment of which the number of its first page is to be a multiple; a power of two, at most a chunk
     * @return its descriptor; 0 if there is no room
     */
    long allocate(int pages, int alignment) {
        for (int index = 0; index < opened; index++) {
            if (pages <= freePages[index] && (pages < refused[index] || alignment > 1)) {
                int first = findRun(index, pages, alignment);
                if (first != 0) {
                    return takeRun(index, first, pages);
                }
                if (alignment == 1) {
                    refused[index] = pages;
                }
            }
        }
        if (opened == chunks) {
            return 0;
        }
        open(opened++);
        int first = findRun(opened - 1, pages, alignment);
        return first == 0 ? 0 : takeRun(opened - 1, first, pages);
    }

    private void open(int index) {
        Chunk.format(chunk(index));
        setBits(free, index, Chunk.HEADER_PAGES, Chunk.USABLE_PAGES, true);
        freePages[index] = Chunk.USABLE_PAGES;
        refused[index] = Integer.MAX_VALUE;
    }

    private int findRun(int index, int pages, int alignment) {
        for (int first = nextFree(index, 0); first < Chunk.PAGES; ) {
            int aligned = (first + alignment - 1) & -alignment;
            int end = nextTaken(index, first);
            if (aligned + pages <= end) {
                return aligned;
            }
            first = nextFree(index, end);
        }
        return 0;
    }

    private long takeRun(int index, int first, int pages) {
        long chunk = chunk(index);
        setBits(free, index, first, pages, false);
        touch(index, first, pages);
        freePages[index] -= pages;
        Chunk.mapPages(chunk, first, pages, first);
        long segment = Chunk.descriptor(chunk, first);
        Segment.setPages(segment, pages);
        return segment;
    }

    /**
     * Ends a segment.
     *
     * @param segment a segment of this arena
     */
    void release(long segment) {
        Segment.setKind(segment, Segment.FREE);
        giveRun(segment, Chunk.firstPage(segment), Segment.pages(segment));
    }

    private void giveRun(long segment, int first, int pages) {
        int index = index(segment);
        setBits(free, index, first, pages, true);
        freePages[index] += pages;
        refused[index] = Integer.MAX_VALUE;
        Chunk.mapPages(chunk(index), first, pages, 0);
    }

    /**
     * Makes a segment longer or shorter where it stands.
     *
     * @param segment a segment of this arena
     * @param pages how long it is to be, 1 or more
     * @return whether that was possible; if not, nothing has changed
     */
    boolean resize(long segment, int pages) {
        int first = Chunk.firstPage(segment);
        int old = Segment.pages(segment);
        if (pages < old) {
            giveRun(segment, first + pages, old - pages);
        } else if (pages > old) {
            int index = index(segment);
            int end = first + old;
            if (nextFree(index, end) != end || nextTaken(index, end) < first + pages) {
                return false;
            }
            setBits(free, index, end, pages - old, false);
            touch(index, end, pages - old);
            freePages[index] -= pages - old;
            Chunk.mapPages(chunk(index), end, pages - old, first);
        }
        Segment.setPages(segment, pages);
        return true;
    }

    private void touch(int index, int first, int pages) {
        if (huge) {
            int from = first & -PAGES_OF_HUGE;
            int end = (first + pages + PAGES_OF_HUGE - 1) & -PAGES_OF_HUGE;
            setBits(touched, index, from, end - from, true);
        } else {
            setBits(touched, index, first, pages, true);
        }
    }

    /**
     * Gives memory of free pages back to the operating system.
     *
     * @param systemPages takes them
     * @return how many bytes
     */
    long purge(SystemPages systemPages) {
        long byteSize = 0;
        for (int index = 0; index < opened; index++) {
            int end;
            for (int first = nextFree(index, 0); first < Chunk.PAGES; first = nextFree(index, end)) {
                end = nextTaken(index, first);
                long discarded = isTouched(index, first, end)
                        ? systemPages.discard(Chunk.page(chunk(index), first), (end - first) * Chunk.PAGE_BYTE_SIZE)
                        : 0;
                if (discarded > 0) {
                    setBits(touched, index, first, end - first, false);
                    byteSize += discarded;
                }
            }
        }
        return byteSize;
    }

    private boolean isTouched(int index, int first, int end) {
        for (int page = first; page < end; page++) {
            if (isSet(touched, index, page)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Fails if bitmap, page maps and descriptors do not agree.
     *
     * @return how many slabs there are
     * @throws IllegalStateException if they do not
     */
    int checkInvariants() {
        int slabs = 0;
        for (int index = 0; index < opened; index++) {
            long chunk = chunk(index);
            int freeHere = 0;
            for (int page = Chunk.HEADER_PAGES; page < Chunk.PAGES; ) {
                long segment = Chunk.segmentAt(Chunk.page(chunk, page));
                boolean isFree = isSet(free, index, page);
                check(isFree == (segment == 0), chunk, page, "in a segment and free, or neither");
                if (isFree) {
                    freeHere++;
                    page++;
                    continue;
                }
                check(Chunk.firstPage(segment) == page, chunk, page, "not the first of its segment");
                check(Segment.kind(segment) != Segment.FREE, chunk, page, "in a segment of no kind");
                int end = page + Segment.pages(segment);
                check(nextFree(index, page) >= end, chunk, page, "in a segment with free pages");
                slabs += Segment.kind(segment) > 0 ? 1 : 0;
                for (int next = page; next < end; next++) {
                    check(Chunk.segmentAt(Chunk.page(chunk, next)) == segment, chunk, next, "in another segment");
                }
                page = end;
            }
            check(freeHere == freePages[index], chunk, freePages[index], "the number of free pages, is wrong");
        }
        return slabs;
    }

    private static void check(boolean holds, long chunk, int page, String what) {
        if (!holds) {
            throw new IllegalStateException(
                    "arena: chunk=0x" + Long.toHexString(chunk) + ", page=" + page + ": " + what + " (expected not)");
        }
    }

    // ---------------------------------------------------------------------------------------------------- bits

    private int index(long segment) {
        return (int) ((segment - base) / Chunk.BYTE_SIZE);
    }

    private static boolean isSet(long[] bits, int index, int page) {
        return (bits[index * WORDS + page / Long.SIZE] & (1L << page)) != 0;
    }

    private static void setBits(long[] bits, int index, int first, int pages, boolean value) {
        for (int page = first; page < first + pages; page++) {
            if (value) {
                bits[index * WORDS + page / Long.SIZE] |= 1L << page;
            } else {
                bits[index * WORDS + page / Long.SIZE] &= ~(1L << page);
            }
        }
    }

    private int nextFree(int index, int from) {
        return next(index, from, 0);
    }

    private int nextTaken(int index, int from) {
        return next(index, from, -1);
    }

    /** The next page whose bit differs from those of {@code same}; the number of pages if there is none. */
    private int next(int index, int from, long same) {
        for (int page = from; page < Chunk.PAGES; page = (page / Long.SIZE + 1) * Long.SIZE) {
            long differing = (free[index * WORDS + page / Long.SIZE] ^ same) & (-1L << page);
            if (differing != 0) {
                return page / Long.SIZE * Long.SIZE + Long.numberOfTrailingZeros(differing);
            }
        }
        return Chunk.PAGES;
    }
}
