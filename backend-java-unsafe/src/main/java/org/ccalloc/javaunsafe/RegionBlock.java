package org.ccalloc.javaunsafe;

/**
 * A block of a {@link RegionMemory}, live or free, by the address of its header.
 *
 * <pre>
 *   0   high half of the check word | byteSize, a multiple of 16, | 1 if live
 *   8   low half of the check word  | bytes of the free block before, 0 if the block before is live
 *  16   content of a live block: what the program has
 *       of a free block: the next free block of its bin
 *  24                    the previous one
 * </pre>
 *
 * <p>The size in the header is one boundary tag, that of a free block in the header of the block behind it the other one
 * (Knuth, The Art of Computer Programming, volume 1, section 2.5). The second one lies in the header, where the check word
 * covers it, and not at the end of the free block, where a program would overwrite it that writes to a block after freeing it.
 */
final class RegionBlock {

    /** Sizes and addresses of blocks are multiples of this. */
    static final long UNIT_BYTE_SIZE = 16;

    static final long HEADER_BYTE_SIZE = 16;

    /** The links of a free block need as much behind the header. */
    static final long LEAST_BYTE_SIZE = 32;

    /** More is more than processors can address, and than a header has bits for. */
    static final long MAX_BYTE_SIZE = 1L << 47;

    // The words of a header and of a free block.
    static final long SIZE = 0;
    static final long FREE_BEFORE = 8;
    static final long NEXT = 16;
    static final long PREVIOUS = 24;

    private static final int HALF_CHECK_SHIFT = 48;
    private static final long WITHOUT_CHECK = (1L << HALF_CHECK_SHIFT) - 1;
    private static final long LIVE = 1;

    private RegionBlock() {}

    /**
     * How long a block has to be.
     *
     * @param contentByteSize what the program wants of it, 1 to {@link #MAX_BYTE_SIZE}
     * @return bytes, the header included, {@link #LEAST_BYTE_SIZE} or more
     */
    static long byteSizeFor(long contentByteSize) {
        return (contentByteSize + HEADER_BYTE_SIZE + UNIT_BYTE_SIZE - 1) & -UNIT_BYTE_SIZE;
    }

    static long content(long block) {
        return block + HEADER_BYTE_SIZE;
    }

    static long ofContent(long address) {
        return address - HEADER_BYTE_SIZE;
    }

    static long byteSize(long block) {
        return Memory.getLong(block + SIZE) & WITHOUT_CHECK & -UNIT_BYTE_SIZE;
    }

    static boolean isLive(long block) {
        return (Memory.getLong(block + SIZE) & LIVE) != 0;
    }

    /** How long the free block before this one is; 0 if the one before is live. */
    static long freeBefore(long block) {
        return Memory.getLong(block + FREE_BEFORE) & WITHOUT_CHECK;
    }

    static long next(long block) {
        return Memory.getLong(block + NEXT);
    }

    static void setNext(long block, long next) {
        Memory.putLong(block + NEXT, next);
    }

    static long previous(long block) {
        return Memory.getLong(block + PREVIOUS);
    }

    static void setPrevious(long block, long previous) {
        Memory.putLong(block + PREVIOUS, previous);
    }

    /**
     * Writes a header.
     *
     * @param block where
     * @param byteSize of the block, the header included
     * @param live whether a program has it
     * @param freeBefore how long the free block before it is, or 0
     * @param secret of the region
     */
    static void write(long block, long byteSize, boolean live, long freeBefore, long secret) {
        long size = live ? byteSize | LIVE : byteSize;
        int check = check(block, size, freeBefore, secret);
        Memory.putLong(block + SIZE, size | (long) (check >>> 16) << HALF_CHECK_SHIFT);
        Memory.putLong(block + FREE_BEFORE, freeBefore | (long) check << HALF_CHECK_SHIFT);
    }

    /**
     * Whether there is a header that was written with this secret to this place, and not overwritten.
     *
     * @param block any multiple of 8 that can be read
     * @param secret of the region
     * @return false also for anything else, but once in 2<sup>32</sup>
     */
    static boolean isIntact(long block, long secret) {
        long first = Memory.getLong(block + SIZE);
        long second = Memory.getLong(block + FREE_BEFORE);
        int check = check(block, first & WITHOUT_CHECK, second & WITHOUT_CHECK, secret);
        return first >>> HALF_CHECK_SHIFT == check >>> 16 && second >>> HALF_CHECK_SHIFT == (check & 0xffff);
    }

    /**
     * Of all that a header says and of where it is. Multiplications that do not wait for each other; the constants are those of
     * SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
     */
    private static int check(long block, long size, long freeBefore, long secret) {
        long mixed = ((block ^ secret) * 0x9e3779b97f4a7c15L)
                ^ ((size + secret) * 0xbf58476d1ce4e5b9L)
                ^ ((freeBefore - secret) * 0x94d049bb133111ebL);
        return (int) (((mixed ^ (mixed >>> 31)) * 0xbf58476d1ce4e5b9L) >>> 32);
    }
}
