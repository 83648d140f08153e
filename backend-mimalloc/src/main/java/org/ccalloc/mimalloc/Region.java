package org.ccalloc.mimalloc;

import org.ccalloc.spi.RawMemory;

/**
 * A region: {@value #BYTE_SIZE} bytes that begin at a multiple of that, divided into pages. Each page belongs to a run of pages, which is a
 * block, or free. What is known of the runs is in an array, a word for each page:
 *
 * <pre>
 *   block             first: its length, USED     last: USED
 *   free run          first: its length, FREE     last: the same
 *   if it is listed   second, third: the runs before and after it in its list; fourth: when it was freed
 * </pre>
 *
 * <p>Lengths at both ends, by which neighbours are found, are Knuth's boundary tags (The Art of Computer Programming, 2.5).
 *
 * <p>The first pages of the region have the length of each block as well, for class loaders that do not have this object.
 *
 * <p>For who has the lock of the {@link PageRuns} that the region belongs to, but for what has to do with addresses alone.
 *
 * @implNote Not in native memory: of reads and writes there, the JIT compiler inlines about ten in one piece of code and no more.
 */
final class Region {

    /** Binary logarithm of {@link #BYTE_SIZE}. */
    static final int BITS = 26;

    /** How much address space a region takes: 64 MiB. */
    static final long BYTE_SIZE = 1L << BITS;

    private static final int PAGE_BITS = 12;

    /** Of pages as they are meant here, whatever the operating system's are. */
    static final long PAGE_BYTE_SIZE = 1L << PAGE_BITS;

    /** Binary logarithm of how many pages a region has, with those of the lengths. */
    static final int PAGE_COUNT_BITS = BITS - PAGE_BITS;

    private static final int PAGE_COUNT = 1 << PAGE_COUNT_BITS;

    /** The first page that is not taken by lengths of blocks. */
    static final int FIRST_PAGE = (PAGE_COUNT * Long.BYTES) >>> PAGE_BITS;

    /** How many pages a region has for blocks. */
    static final int USABLE_PAGE_COUNT = PAGE_COUNT - FIRST_PAGE;

    /** Free runs of fewer pages are in no list. */
    static final int LEAST_LISTED_LENGTH = 8;

    // Neither is in a length, in the number of a run, or in a time.
    private static final int USED = 1 << 30;
    private static final int FREE = 1 << 31;
    private static final int LENGTH_MASK = 0xffff;

    private static final int PREVIOUS = 1;
    private static final int NEXT = 2;
    private static final int FREED_AT = 3;

    private final long address;
    private final PageRuns owner;
    /** Of the region among those of its owner. */
    private int index;

    private final int[] words = new int[PAGE_COUNT];

    /**
     * Makes a region of memory.
     *
     * @param address a multiple of {@link #BYTE_SIZE}
     * @param owner whose it is to be
     */
    Region(long address, PageRuns owner) {
        this.address = address;
        this.owner = owner;
        setTaken(FIRST_PAGE, USABLE_PAGE_COUNT);
    }

    // ------------------------------------------------------------------------------------------- addresses

    /**
     * Where a region around an address would begin.
     *
     * @param address any
     * @return the address of the region
     */
    static long addressAround(long address) {
        return address & -BYTE_SIZE;
    }

    /**
     * How many pages a block needs.
     *
     * @param byteSize bytes, 1 to {@link #BYTE_SIZE}
     * @return pages
     */
    static int pagesFor(long byteSize) {
        return (int) ((byteSize + PAGE_BYTE_SIZE - 1) >>> PAGE_BITS);
    }

    /**
     * The usable size of a block, read by who does not have its region as an object.
     *
     * @param block a block
     * @return bytes
     */
    static long usableSizeIn(long block) {
        return RawMemory.getLong(lengthOf(addressAround(block), block)) << PAGE_BITS;
    }

    /**
     * Claims to be the one who frees a block, by who does not have its region as an object.
     *
     * @param block a block
     * @throws IllegalArgumentException if it is seen that it is none, or that somebody has done so before
     */
    static void claim(long block) {
        long region = addressAround(block);
        long length = lengthOf(region, block);
        long pages = (block & (PAGE_BYTE_SIZE - 1)) != 0 || block < region + FIRST_PAGE * PAGE_BYTE_SIZE
                ? 0
                : RawMemory.getLong(length);
        if (pages == 0 || !RawMemory.compareAndSetLong(length, pages, 0)) {
            throw noBlock(block);
        }
    }

    private static IllegalArgumentException noBlock(long address) {
        return new IllegalArgumentException(
                "block: address=0x" + Long.toHexString(address) + " (expected a live block of mimalloc's)");
    }

    private static long lengthOf(long region, long block) {
        return region + (((block - region) >>> PAGE_BITS) * Long.BYTES);
    }

    long address() {
        return address;
    }

    PageRuns owner() {
        return owner;
    }

    int index() {
        return index;
    }

    void setIndex(int index) {
        this.index = index;
    }

    /**
     * Where the memory of a run begins.
     *
     * @param page the first of the run
     * @return its address
     */
    long address(int page) {
        return address + ((long) page << PAGE_BITS);
    }

    /**
     * The first page of a block.
     *
     * @param block a block in this region
     * @return the page
     * @throws IllegalArgumentException if it is seen that no block begins there
     */
    int pageOf(long block) {
        int page = (int) (block - address) >>> PAGE_BITS;
        if ((block & (PAGE_BYTE_SIZE - 1)) != 0 || page < FIRST_PAGE || !isBlock(words[page])) {
            throw noBlock(block);
        }
        return page;
    }

    private static boolean isBlock(int tag) {
        return (tag & USED) != 0 && length(tag) > 0;
    }

    // ------------------------------------------------------------------------------------------------ runs

    /**
     * What is known of a run: {@link #length} and {@link #isFree} tell it.
     *
     * @param page the first of the run; behind the last page of the region there is no run
     * @return its tag; 0 if there is no run
     */
    int tag(int page) {
        return page < PAGE_COUNT ? words[page] : 0;
    }

    static int length(int tag) {
        return tag & LENGTH_MASK;
    }

    static boolean isFree(int tag) {
        return (tag & FREE) != 0;
    }

    static boolean isListed(int pages) {
        return pages >= LEAST_LISTED_LENGTH;
    }

    /** Marks pages as in use, but not as a block. */
    void setTaken(int page, int pages) {
        words[page + pages - 1] = USED;
        words[page] = USED;
    }

    /** Marks pages as a block. */
    void setBlock(int page, int pages) {
        words[page + pages - 1] = USED;
        words[page] = pages | USED;
        RawMemory.putLong(lengthOf(address, address(page)), pages);
    }

    /**
     * Marks pages as free.
     *
     * @param page the first
     * @param pages how many
     * @param freedAt when, by the clock of the {@link PageRuns}; 0 if nothing of it is resident
     */
    void setFree(int page, int pages, int freedAt) {
        words[page] = pages | FREE;
        words[page + pages - 1] = pages | FREE;
        if (isListed(pages)) {
            words[page + FREED_AT] = freedAt;
        }
    }

    /** Marks what was the first page of a run as one in the middle of another, where nobody is to take it for a block. */
    void setInside(int page) {
        words[page] = 0;
    }

    /**
     * When a free run was freed.
     *
     * @param page the first of the run
     * @param pages its length
     * @param unknown what to answer of short runs, of which it is not known
     * @return by the clock of the {@link PageRuns}, 0 if nothing of it is resident
     */
    int freedAt(int page, int pages, int unknown) {
        return isListed(pages) ? words[page + FREED_AT] : unknown;
    }

    /**
     * How long the free run is that ends where a run begins.
     *
     * @param page the first of the run
     * @return pages; 0 if there is none
     */
    int lengthOfFreeBefore(int page) {
        int tag = words[page - 1];
        return isFree(tag) ? length(tag) : 0;
    }

    int previous(int page) {
        return words[page + PREVIOUS];
    }

    int next(int page) {
        return words[page + NEXT];
    }

    void setPrevious(int page, int previous) {
        words[page + PREVIOUS] = previous;
    }

    void setNext(int page, int next) {
        words[page + NEXT] = next;
    }
}
