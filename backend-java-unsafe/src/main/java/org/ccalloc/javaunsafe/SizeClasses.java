package org.ccalloc.javaunsafe;

/**
 * The sizes that units of slabs have, and how a slab of each is laid out.
 *
 * <p>Up to 128 bytes the classes are 8 bytes and the multiples of 16, from there eight to each doubling. So the unit is at
 * most a ninth larger than a request past 128 bytes, less than the 12.5 % that are allowed. All but the first are
 * multiples of 16, which gives natural alignment, as slabs start on a page.
 *
 * <pre>
 *   slab   unit 0 | unit 1 | ... | live bitmap | remote groups | rest
 * </pre>
 *
 * <p>A slab takes {@value #LEAST_PAGES} pages, or as many as {@value #LEAST_UNITS} units need; some more if too much would be
 * in no unit. Bitmap and groups have a bit for each <em>step</em>, the largest power of two, up to {@value #MOST_STEP}, of which
 * the unit is a multiple: so the bit of a unit is found without a division, and has none who is not a unit's start.
 */
final class SizeClasses {

    /** How many there are. */
    static final int COUNT = 89;

    /** The largest unit: 128 KiB. */
    static final long MAX_BYTE_SIZE = 1 << 17;

    private static final int LEAST_PAGES = 4;
    private static final int LEAST_UNITS = 8;

    /** With the largest step, a page is a word of bits; bitmaps thus start with a word. */
    private static final int MOST_STEP = 256;

    /** Of a slab, this part may be in no unit. */
    private static final int MOST_UNUSED = 16;

    /** Classes up to here are looked up, larger ones computed. */
    private static final int LOOKED_UP_BYTE_SIZE = 1024;

    /** The classes up to 128 bytes, after which there are eight to a doubling. */
    private static final int EVEN_CLASSES = 9;

    private static final int EVEN_LOG2 = 7;
    private static final int CACHE_LINE_BYTE_SIZE = 64;

    private static final byte[] BY_EIGHTHS = new byte[LOOKED_UP_BYTE_SIZE / 8 + 1];
    private static final int[] UNIT_BYTE_SIZES = new int[COUNT];
    private static final int[] PAGES = new int[COUNT];
    private static final int[] CAPACITIES = new int[COUNT];

    static {
        for (int sizeClass = 0; sizeClass < COUNT; sizeClass++) {
            int unit = computeUnit(sizeClass);
            UNIT_BYTE_SIZES[sizeClass] = unit;
            PAGES[sizeClass] = computePages(unit);
            CAPACITIES[sizeClass] = computeCapacity(unit, PAGES[sizeClass] * Chunk.PAGE_BYTE_SIZE);
        }
        for (int eighths = 1; eighths < BY_EIGHTHS.length; eighths++) {
            byte sizeClass = BY_EIGHTHS[eighths - 1];
            BY_EIGHTHS[eighths] = UNIT_BYTE_SIZES[sizeClass] < eighths * 8 ? (byte) (sizeClass + 1) : sizeClass;
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
        if (byteSize <= LOOKED_UP_BYTE_SIZE) {
            return BY_EIGHTHS[(int) (byteSize + 7) >>> 3];
        }
        long last = byteSize - 1;
        int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(last);
        return EVEN_CLASSES + (log2 - EVEN_LOG2) * 8 + ((int) (last >>> (log2 - 3)) & 7);
    }

    /**
     * The bytes of a unit.
     *
     * @param sizeClass the class
     * @return 8, or a multiple of 16
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
     * How far apart the addresses are that have a bit.
     *
     * @param sizeClass the class
     * @return the logarithm of the step to base 2
     */
    static int stepLog2(int sizeClass) {
        return stepLog2OfUnit(UNIT_BYTE_SIZES[sizeClass]);
    }

    /**
     * How many words of 64 bits the bitmap of a slab has.
     *
     * @param sizeClass the class of its units
     * @return words, which is also the number of groups
     */
    static int words(int sizeClass) {
        return words(UNIT_BYTE_SIZES[sizeClass], PAGES[sizeClass] * Chunk.PAGE_BYTE_SIZE);
    }

    /**
     * Where a slab has its live bitmap.
     *
     * @param sizeClass the class of its units
     * @return bytes from the slab's start
     */
    static long liveOffset(int sizeClass) {
        return (long) CAPACITIES[sizeClass] * UNIT_BYTE_SIZES[sizeClass];
    }

    /**
     * Where a slab has its remote groups.
     *
     * @param sizeClass the class of its units
     * @return bytes from the slab's start
     */
    static long groupsOffset(int sizeClass) {
        return groupsOffset(CAPACITIES[sizeClass], UNIT_BYTE_SIZES[sizeClass], words(sizeClass));
    }

    /** On a cache line that the owner's bitmap is not on. */
    private static long groupsOffset(int capacity, int unit, int words) {
        long end = (long) capacity * unit + words * (long) Long.BYTES;
        return (end + CACHE_LINE_BYTE_SIZE - 1) & -CACHE_LINE_BYTE_SIZE;
    }

    private static int stepLog2OfUnit(int unit) {
        return Integer.numberOfTrailingZeros(unit | MOST_STEP);
    }

    private static int words(int unit, long byteSize) {
        return (int) (byteSize >>> stepLog2OfUnit(unit)) / Long.SIZE;
    }

    private static int computeUnit(int sizeClass) {
        if (sizeClass < EVEN_CLASSES) {
            return sizeClass == 0 ? 8 : sizeClass * 16;
        }
        int place = sizeClass - EVEN_CLASSES;
        int log2 = EVEN_LOG2 + place / 8;
        return (1 << log2) + ((place % 8 + 1) << (log2 - 3));
    }

    private static int computePages(int unit) {
        int least = Math.max(
                LEAST_PAGES, (int) (((long) LEAST_UNITS * unit + Chunk.PAGE_BYTE_SIZE - 1) / Chunk.PAGE_BYTE_SIZE));
        for (int pages = least; pages < 3 * least; pages++) {
            long byteSize = pages * Chunk.PAGE_BYTE_SIZE;
            if (byteSize - (long) computeCapacity(unit, byteSize) * unit <= byteSize / MOST_UNUSED) {
                return pages;
            }
        }
        return least;
    }

    private static int computeCapacity(int unit, long byteSize) {
        int words = words(unit, byteSize);
        int capacity = (int) (byteSize / unit);
        while (groupsOffset(capacity, unit, words) + words * Slab.GROUP_BYTE_SIZE > byteSize) {
            capacity--;
        }
        return capacity;
    }
}
