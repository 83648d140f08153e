package org.ccalloc.mimalloc;

import org.ccalloc.spi.RawMemory;

/**
 * A region: {@value #BYTE_SIZE} bytes that begin at a multiple of that, divided into pages. Each page belongs to a run of pages, which is a
 * block, or free. What is known of the runs is in the region's own first pages, a record for each page. A run goes by the address of the record of its first
 * page.
 *
 * <pre>
 *   0           which of the {@link PageRuns} the region belongs to
 *   RECORDS     a record for each page:
 *      0          in a run's first page: how many pages it is, whether it is free, and since when
 *      8          in a run's last page: how many pages it is if it is free, or 0
 *     16, 24      in a free run's first page: the runs before and after it in its list
 *   FIRST_PAGE  pages of blocks
 * </pre>
 *
 * <p>Lengths at both ends, by which neighbours are found, are Knuth's boundary tags (The Art of Computer Programming, 2.5).
 *
 * <p>All functions are for who has the lock of those {@code PageRuns}, but for {@link #of}, {@link #owner} and {@link #pagesFor}.
 */
final class Region {

    /** Binary logarithm of {@link #BYTE_SIZE}. */
    static final int BITS = 26;

    /** How much address space a region takes: 64 MiB. */
    static final long BYTE_SIZE = 1L << BITS;

    private static final int PAGE_BITS = 12;

    /** Of pages as they are meant here, whatever the operating system's are. */
    static final long PAGE_BYTE_SIZE = 1L << PAGE_BITS;

    private static final int PAGE_COUNT = 1 << (BITS - PAGE_BITS);

    private static final long RECORDS = 64;
    private static final int RECORD_BITS = 5;
    private static final long RECORDS_END = RECORDS + ((long) PAGE_COUNT << RECORD_BITS);

    /** The first page behind the records. */
    private static final int FIRST_PAGE = (int) ((RECORDS_END + PAGE_BYTE_SIZE - 1) >>> PAGE_BITS);

    /** How many pages a region has for blocks. */
    static final int USABLE_PAGE_COUNT = PAGE_COUNT - FIRST_PAGE;

    private static final long FIRST_TAG = 0;
    private static final long LAST_TAG = 8;
    private static final long PREVIOUS = 16;
    private static final long NEXT = 24;

    // A first tag: the length, what kind of run it is, and in the upper half when it was freed.
    private static final long LENGTH_MASK = 0xffff;
    private static final long USED = 1 << 16;
    private static final long FREE = 1 << 17;

    private Region() {}

    // ------------------------------------------------------------------------------------------- addresses

    /**
     * Where a region around an address would begin.
     *
     * @param address any
     * @return the address of the region
     */
    static long of(long address) {
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

    private static long record(long region, long page) {
        return region + RECORDS + (page << RECORD_BITS);
    }

    /**
     * The run that is a block.
     *
     * @param block a block
     * @return the run
     * @throws IllegalArgumentException if it is seen that no block begins there
     */
    static long runOf(long block) {
        long region = of(block);
        long run = record(region, (block - region) >>> PAGE_BITS);
        if ((block & (PAGE_BYTE_SIZE - 1)) != 0
                || run < record(region, FIRST_PAGE)
                || (RawMemory.getLong(run + FIRST_TAG) & USED) == 0) {
            throw new IllegalArgumentException(
                    "block: address=0x" + Long.toHexString(block) + " (expected a live block of mimalloc's)");
        }
        return run;
    }

    /**
     * Where the memory of a run begins.
     *
     * @param run a run
     * @return the address of its first page
     */
    static long address(long run) {
        long region = of(run);
        return region + ((run - region - RECORDS) >>> RECORD_BITS << PAGE_BITS);
    }

    // --------------------------------------------------------------------------------------------- regions

    /**
     * Makes the memory of a region one.
     *
     * @param region its address
     * @param owner which of the {@link PageRuns} it is to belong to
     * @return its only run, which is in use
     */
    static long create(long region, int owner) {
        RawMemory.putLong(region, owner);
        RawMemory.putLong(record(region, FIRST_PAGE - 1) + LAST_TAG, 0);
        long run = record(region, FIRST_PAGE);
        setUsed(run, USABLE_PAGE_COUNT);
        return run;
    }

    /**
     * Whose a region is.
     *
     * @param region a region
     * @return which of the {@link PageRuns}
     */
    static int owner(long region) {
        return (int) RawMemory.getLong(region);
    }

    // ------------------------------------------------------------------------------------------------ runs

    /**
     * What is known of a run: {@link #length}, {@link #isFree} and {@link #freedAt} tell it.
     *
     * @param run a run
     * @return its tag
     */
    static long tag(long run) {
        return RawMemory.getLong(run + FIRST_TAG);
    }

    static int length(long tag) {
        return (int) (tag & LENGTH_MASK);
    }

    static boolean isFree(long tag) {
        return (tag & FREE) != 0;
    }

    /**
     * When a free run was freed.
     *
     * @param tag of a free run
     * @return by the clock of the {@link PageRuns}; 0 if nothing of it is resident
     */
    static int freedAt(long tag) {
        return (int) (tag >>> Integer.SIZE);
    }

    static void setUsed(long run, int pages) {
        RawMemory.putLong(run + FIRST_TAG, USED | pages);
        RawMemory.putLong(after(run, pages - 1) + LAST_TAG, 0);
    }

    static void setFree(long run, int pages, int freedAt) {
        RawMemory.putLong(run + FIRST_TAG, (long) freedAt << Integer.SIZE | FREE | pages);
        RawMemory.putLong(after(run, pages - 1) + LAST_TAG, pages);
    }

    /** Marks what was the first page of a run as one in the middle of another, where nobody is to take it for a block. */
    static void setInside(long run) {
        RawMemory.putLong(run + FIRST_TAG, 0);
    }

    /** The record so many pages further on. */
    static long after(long run, int pages) {
        return run + ((long) pages << RECORD_BITS);
    }

    /**
     * Whether a record is that of a page.
     *
     * @param record what {@link #after} gave
     * @param run from which run
     * @return false if the region of that run has come to its end
     */
    static boolean isInRegion(long record, long run) {
        return record < of(run) + RECORDS_END;
    }

    /**
     * How long the free run is that ends where a run begins.
     *
     * @param run a run
     * @return pages; 0 if there is none
     */
    static int lengthOfFreeBefore(long run) {
        return (int) RawMemory.getLong(after(run, -1) + LAST_TAG);
    }

    static long previous(long run) {
        return RawMemory.getLong(run + PREVIOUS);
    }

    static long next(long run) {
        return RawMemory.getLong(run + NEXT);
    }

    static void setPrevious(long run, long previous) {
        RawMemory.putLong(run + PREVIOUS, previous);
    }

    static void setNext(long run, long next) {
        RawMemory.putLong(run + NEXT, next);
    }
}
