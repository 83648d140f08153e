package org.ccalloc.javaunsafe;

import java.util.Arrays;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * The arena tier: one large reservation, made of chunks, that stays as long as the process, or the heap that it is for. A
 * bitmap tells the free pages; that is also what puts neighbours together that become free one after the other. A {@link
 * Placement} chooses among them; since headers are never free, no run goes from one chunk into the next.
 *
 * <p>Pages are numbered through the arena. Not thread-safe.
 */
final class MemoryArena {

    private static final int PAGES_OF_HUGE = (int) (SystemPages.HUGE_BYTE_SIZE / Chunk.PAGE_BYTE_SIZE);

    /** What the system gave, which is not aligned. */
    private final long reserved;

    /** The first chunk. */
    private final long base;

    private final int chunks;
    private final Placement placement;

    /** How many of the chunks have a header; the others were never touched. */
    private int opened;

    /** 1 if the page is free. */
    private final PageBitmap free;

    /** 1 if the page may take up main memory: it was in a segment since it was last given back. */
    private final PageBitmap touched;

    /** How many are free. */
    private int freePages;

    /** By the logarithm of the alignment: the length from which runs have been looked for in vain since pages last became free. */
    private final int[] refused = new int[Integer.numberOfTrailingZeros(Chunk.PAGES)];

    /** Whether the system was asked for huge pages. */
    private boolean huge;

    /**
     * Has no segments.
     *
     * @param reserved memory for one chunk more, as the system does not align to chunks
     * @param chunks how many there are
     * @param placement where runs of pages are put
     */
    MemoryArena(long reserved, int chunks, Placement placement) {
        this.reserved = reserved;
        this.base = (reserved + Chunk.BYTE_SIZE - 1) & -Chunk.BYTE_SIZE;
        this.chunks = chunks;
        this.placement = placement;
        this.free = new PageBitmap(chunks * Chunk.PAGES);
        this.touched = new PageBitmap(chunks * Chunk.PAGES);
        allowAll();
    }

    private void allowAll() {
        Arrays.fill(refused, Integer.MAX_VALUE);
    }

    long reserved() {
        return reserved;
    }

    long base() {
        return base;
    }

    int chunks() {
        return chunks;
    }

    /** Takes note that a page that is touched may bring a huge one with it. */
    void setHuge() {
        huge = true;
    }

    private long chunk(int page) {
        return base + page / Chunk.PAGES * Chunk.BYTE_SIZE;
    }

    private int opened() {
        return opened * Chunk.PAGES;
    }

    /**
     * Makes a segment.
     *
     * @param pages how long, 1 or more
     * @param alignment of which the number of its first page is to be a multiple; a power of two, less than a chunk
     * @return its descriptor; 0 if there is no room
     */
    long allocate(int pages, int alignment) {
        int log2 = Integer.numberOfTrailingZeros(alignment);
        if (pages <= freePages && pages < Math.min(refused[0], refused[log2])) {
            int first = placement.find(free, opened(), pages, alignment);
            if (first != Placement.NOWHERE) {
                return takeRun(first, pages);
            }
            refused[log2] = pages;
        }
        if (opened == chunks) {
            return 0;
        }
        open();
        int first = placement.find(free, opened(), pages, alignment);
        return first == Placement.NOWHERE ? 0 : takeRun(first, pages);
    }

    private void open() {
        int header = opened();
        opened++;
        Chunk.format(chunk(header));
        free.set(header + Chunk.HEADER_PAGES, Chunk.USABLE_PAGES, true);
        freePages += Chunk.USABLE_PAGES;
        allowAll();
    }

    private long takeRun(int first, int pages) {
        long segment = Chunk.descriptor(chunk(first), first % Chunk.PAGES);
        addPages(segment, first, pages);
        Segment.setPages(segment, pages);
        return segment;
    }

    private void addPages(long segment, int first, int pages) {
        free.set(first, pages, false);
        touch(first, pages);
        freePages -= pages;
        Chunk.mapPages(Chunk.of(segment), first % Chunk.PAGES, pages, Chunk.firstPage(segment));
    }

    private void touch(int first, int pages) {
        if (huge) {
            int from = first & -PAGES_OF_HUGE;
            int end = (first + pages + PAGES_OF_HUGE - 1) & -PAGES_OF_HUGE;
            touched.set(from, end - from, true);
        } else {
            touched.set(first, pages, true);
        }
    }

    /**
     * Ends a segment.
     *
     * @param segment a segment of this arena
     */
    void release(long segment) {
        Segment.setKind(segment, Segment.FREE);
        giveRun(firstPage(segment), Segment.pages(segment));
    }

    private void giveRun(int first, int pages) {
        free.set(first, pages, true);
        freePages += pages;
        allowAll();
        Chunk.mapPages(chunk(first), first % Chunk.PAGES, pages, 0);
    }

    /**
     * Makes a segment longer or shorter where it stands.
     *
     * @param segment a segment of this arena
     * @param pages how long it is to be, 1 or more
     * @return whether that was possible; if not, nothing has changed
     */
    boolean resize(long segment, int pages) {
        int first = firstPage(segment);
        int old = Segment.pages(segment);
        int end = first + old;
        if (pages < old) {
            giveRun(first + pages, old - pages);
        } else if (pages > old) {
            if (free.nextClear(end, opened()) < first + pages) {
                return false;
            }
            addPages(segment, end, pages - old);
        }
        Segment.setPages(segment, pages);
        return true;
    }

    /**
     * Gives memory of free pages back to the operating system.
     *
     * @param systemPages takes them
     * @return how many bytes
     */
    long purge(SystemPages systemPages) {
        long byteSize = 0;
        int end;
        for (int first = free.nextSet(0, opened()); first < opened(); first = free.nextSet(end, opened())) {
            end = free.nextClear(first, opened());
            if (touched.nextSet(first, end) < end) {
                long discarded = systemPages.discard(
                        Chunk.page(chunk(first), first % Chunk.PAGES), (end - first) * Chunk.PAGE_BYTE_SIZE);
                if (discarded > 0) {
                    touched.set(first, end - first, false);
                    byteSize += discarded;
                }
            }
        }
        return byteSize;
    }

    /**
     * Gives the memory of all pages back to the operating system, before the arena itself goes: the C library might keep it.
     *
     * @param systemPages takes them
     */
    void discard(SystemPages systemPages) {
        if (opened > 0) {
            systemPages.discard(base, opened * Chunk.BYTE_SIZE);
        }
    }

    /** How much of it may be in main memory. */
    long residentByteSize() {
        return (touched.count() + (long) opened * Chunk.HEADER_PAGES) * Chunk.PAGE_BYTE_SIZE;
    }

    /**
     * Visits all live blocks.
     *
     * @param visitor is told of each
     */
    void walk(CcHeap.BlockVisitor visitor) {
        for (int header = 0; header < opened(); header += Chunk.PAGES) {
            long chunk = chunk(header);
            for (int page = Chunk.HEADER_PAGES; page < Chunk.PAGES; ) {
                long segment = Chunk.segmentAt(Chunk.page(chunk, page));
                if (segment == 0) {
                    page++;
                } else {
                    if (Segment.kind(segment) == Segment.LARGE) {
                        visitor.visit(Segment.start(segment), Segment.byteSize(segment));
                    } else {
                        Slab.walk(segment, visitor);
                    }
                    page += Segment.pages(segment);
                }
            }
        }
    }

    private int firstPage(long segment) {
        return (int) ((segment - base) / Chunk.BYTE_SIZE) * Chunk.PAGES + Chunk.firstPage(segment);
    }

    // --------------------------------------------------------------------------------------------------- looking

    /**
     * Draws the pages, for people: a line for each chunk that was opened.
     *
     * @param picture where to
     */
    void describe(ArenaPicture picture) {
        picture.arena(base, chunks, opened);
        for (int header = 0; header < opened(); header += Chunk.PAGES) {
            picture.chunk(chunk(header));
        }
    }

    /**
     * Fails if bitmap, page maps, descriptors and {@link SlabPages}, as far as it reaches, do not agree.
     *
     * @return how many slabs there are
     * @throws IllegalStateException if they do not
     */
    int checkInvariants() {
        int slabs = 0;
        int freeHere = 0;
        for (int header = 0; header < opened(); header += Chunk.PAGES) {
            long chunk = chunk(header);
            for (int page = Chunk.HEADER_PAGES; page < Chunk.PAGES; ) {
                long segment = Chunk.segmentAt(Chunk.page(chunk, page));
                boolean isFree = free.isSet(header + page);
                check(isFree == (segment == 0), chunk, page, "in a segment and free, or neither");
                if (isFree) {
                    check(
                            SlabPages.agrees(Chunk.page(chunk, page), Slab.NONE),
                            chunk,
                            page,
                            "found as a slab, but free");
                    freeHere++;
                    page++;
                    continue;
                }
                check(Chunk.firstPage(segment) == page, chunk, page, "not the first of its segment");
                check(Segment.kind(segment) != Segment.FREE, chunk, page, "in a segment of no kind");
                int end = page + Segment.pages(segment);
                check(end <= Chunk.PAGES, chunk, page, "of a segment that leaves the chunk");
                check(
                        free.nextSet(header + page, header + end) == header + end,
                        chunk,
                        page,
                        "in a segment with free pages");
                boolean isSlab = Segment.kind(segment) > 0;
                slabs += isSlab ? 1 : 0;
                for (int next = page; next < end; next++) {
                    check(
                            SlabPages.agrees(Chunk.page(chunk, next), isSlab ? segment : Slab.NONE),
                            chunk,
                            next,
                            "found as what it is not");
                    check(Chunk.segmentAt(Chunk.page(chunk, next)) == segment, chunk, next, "in another segment");
                }
                page = end;
            }
        }
        check(freeHere == freePages, base, freePages, "the number of free pages, is wrong");
        return slabs;
    }

    private static void check(boolean holds, long chunk, int page, String what) {
        if (!holds) {
            throw new IllegalStateException(
                    "arena: chunk=0x" + Long.toHexString(chunk) + ", page=" + page + ": " + what + " (expected not)");
        }
    }
}
