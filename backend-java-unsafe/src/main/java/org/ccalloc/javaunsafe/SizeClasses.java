package org.ccalloc.javaunsafe;

/**
 * The sizes that units of slabs have, and how a slab of each is laid out.
 *
 * <p>Up to 128 bytes the classes are the multiples of 16, from there eight to each doubling. So the unit is at
 * most a ninth larger than a request past 128 bytes, less than the 12.5 % that are allowed. All are
 * multiples of 16, which gives natural alignment, as slabs start on a page, and room for two words in a free unit.
 *
 * <pre>
 *   slab   unit 0 | unit 1 | ... | remote groups | rest
 * </pre>
 *
 * <p>A slab takes {@value #SPAN_PAGES} pages, or the multiple of that which {@value #LEAST_UNITS} units need; some more if too much
 * would be in no unit. There is a remote group for each 64 units.
 */
final class SizeClasses {

    /** How many there are. */
    static final int COUNT = 120;

    /** The largest unit: 128 KiB. */
    static final long MAX_BYTE_SIZE = 1 << 17;

    /** Up to here all multiples of 16 are classes. */
    static final int EVEN_BYTE_SIZE = 1024;

    /** Slabs have a multiple of so many pages. */
    static final int SPAN_PAGES = 4;

    private static final int LEAST_UNITS = 8;

    /** Of a slab, this part may be in no unit. */
    private static final int MOST_UNUSED = 16;

    private static final int EVEN_LOG2 = 10;
    private static final int EVEN_CLASSES = EVEN_BYTE_SIZE / 16;
    private static final int CACHE_LINE_BYTE_SIZE = 64;

    private static final int[] UNIT_BYTE_SIZES = new int[COUNT + 1];
    private static final int[] PAGES = new int[COUNT + 1];
    private static final int[] CAPACITIES = new int[COUNT + 1];

    static {
        for (int sizeClass = 1; sizeClass <= COUNT; sizeClass++) {
            int unit = computeUnit(sizeClass);
            UNIT_BYTE_SIZES[sizeClass] = unit;
            PAGES[sizeClass] = computePages(unit);
            CAPACITIES[sizeClass] = computeCapacity(unit, PAGES[sizeClass] * Chunk.PAGE_BYTE_SIZE);
        }
    }

    private SizeClasses() {}

    /**
     * The least class that holds a request.
     *
     * @param byteSize 1 to {@link #MAX_BYTE_SIZE}
     * @return the class
     */
    static int of(long byteSize) {
        return byteSize <= EVEN_BYTE_SIZE ? (int) ofSmall(byteSize) : ofLarge(byteSize);
    }

    /**
     * The least class that holds a small request.
     *
     * @param byteSize 1 to {@link #EVEN_BYTE_SIZE}
     * @return the class
     */
    static long ofSmall(long byteSize) {
        return (byteSize + 15) >>> 4;
    }

    private static int ofLarge(long byteSize) {
        long last = byteSize - 1;
        int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(last);
        return EVEN_CLASSES + 1 + (log2 - EVEN_LOG2) * 8 + ((int) (last >>> (log2 - 3)) & 7);
    }

    /**
     * The bytes of a unit.
     *
     * @param sizeClass the class
     * @return a multiple of 16
     */
    static int unitByteSize(int sizeClass) {
        return UNIT_BYTE_SIZES[sizeClass];
    }

    /**
     * The pages of a slab.
     *
     * @param sizeClass the class of its units
     * @return how many
     */
    static int pages(int sizeClass) {
        return PAGES[sizeClass];
    }

    /**
     * The units of a slab.
     *
     * @param sizeClass their class
     * @return how many
     */
    static int capacity(int sizeClass) {
        return CAPACITIES[sizeClass];
    }

    /**
     * What tells by a multiplication whether an offset in a slab is a multiple of the unit: it is if the product, of 64
     * bits without a sign, is less than this. The product's upper half is the quotient. (Lemire, Kaser, Kurz, "Faster
     * Remainder by Direct Computation", 2019.)
     *
     * @param sizeClass the class of its units
     * @return 2<sup>64</sup> divided by the bytes of a unit, rounded up
     */
    static long reciprocal(int sizeClass) {
        return Long.divideUnsigned(-1, UNIT_BYTE_SIZES[sizeClass]) + 1;
    }

    /**
     * How many remote groups a slab has.
     *
     * @param sizeClass the class of its units
     * @return one for each {@link Long#SIZE} units
     */
    static int groups(int sizeClass) {
        return groupsOf(CAPACITIES[sizeClass]);
    }

    /**
     * Where a slab has its remote groups.
     *
     * @param sizeClass the class of its units
     * @return bytes from the slab's start
     */
    static long groupsOffset(int sizeClass) {
        return groupsOffset(CAPACITIES[sizeClass], UNIT_BYTE_SIZES[sizeClass]);
    }

    /** On a cache line that no unit is on. */
    private static long groupsOffset(int capacity, int unit) {
        return ((long) capacity * unit + CACHE_LINE_BYTE_SIZE - 1) & -CACHE_LINE_BYTE_SIZE;
    }

    private static int groupsOf(int units) {
        return (units + Long.SIZE - 1) / Long.SIZE;
    }

    private static int computeUnit(int sizeClass) {
        if (sizeClass <= EVEN_CLASSES) {
            return sizeClass * 16;
        }
        int place = sizeClass - EVEN_CLASSES - 1;
        int log2 = EVEN_LOG2 + place / 8;
        return (1 << log2) + ((place % 8 + 1) << (log2 - 3));
    }

    private static int computePages(int unit) {
        int needed = (int) (((long) LEAST_UNITS * unit + Chunk.PAGE_BYTE_SIZE - 1) / Chunk.PAGE_BYTE_SIZE);
        int least = (needed + SPAN_PAGES - 1) / SPAN_PAGES * SPAN_PAGES;
        for (int pages = least; pages < 3 * least; pages += SPAN_PAGES) {
            long byteSize = pages * Chunk.PAGE_BYTE_SIZE;
            if (byteSize - (long) computeCapacity(unit, byteSize) * unit <= byteSize / MOST_UNUSED) {
                return pages;
            }
        }
        return least;
    }

    private static int computeCapacity(int unit, long byteSize) {
        int capacity = (int) (byteSize / unit);
        while (groupsOffset(capacity, unit) + groupsOf(capacity) * Slab.GROUP_BYTE_SIZE > byteSize) {
            capacity--;
        }
        return capacity;
    }
}
