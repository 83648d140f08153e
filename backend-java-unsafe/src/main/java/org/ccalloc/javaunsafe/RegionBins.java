package org.ccalloc.javaunsafe;

/**
 * The free blocks of a {@link RegionMemory} by their size, as in dlmalloc (Lea, "A Memory Allocator", 1996): a bin for
 * each size below 1024 bytes, from there eight to each doubling. A bin is a list through its blocks, of which the one
 * that was freed last comes first. A bit for each bin tells whether it is empty.
 *
 * <p>Links lie in free blocks, where a program can overwrite them that writes to a block after freeing it. So none is followed
 * without a look at where it leads to: at a free block that has the link back.
 *
 * <p>Not thread-safe: under the lock of the region.
 */
final class RegionBins {

    private static final int EXACT_BELOW_LOG2 = 10;
    private static final int EXACT_BINS = 64;
    private static final int MAX_LOG2 = 47;

    static final int COUNT = EXACT_BINS + (MAX_LOG2 + 1 - EXACT_BELOW_LOG2) * 8;

    /** Of a bin whose blocks may be too short, how many to look at before one of a higher bin is cut up. */
    private static final int FEW = 16;

    private static final long NO_BLOCK = 0;

    private final RegionBounds bounds;
    private final long[] heads = new long[COUNT];
    private final long[] occupied = new long[(COUNT + Long.SIZE - 1) / Long.SIZE];

    /**
     * Has no blocks yet.
     *
     * @param bounds of the region
     */
    RegionBins(RegionBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * The bin of a size. A larger size never has a lower one.
     *
     * @param byteSize of a block, up to {@link RegionBlock#MAX_BYTE_SIZE}
     * @return a number below {@link #COUNT}
     */
    static int of(long byteSize) {
        if (byteSize < 1 << EXACT_BELOW_LOG2) {
            return (int) (byteSize / RegionBlock.UNIT_BYTE_SIZE);
        }
        int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(byteSize);
        int eighth = (int) (byteSize >>> (log2 - 3)) & 7;
        return EXACT_BINS + (log2 - EXACT_BELOW_LOG2) * 8 + eighth;
    }

    // -------------------------------------------------------------------------------------------------- changing

    /**
     * Puts a block into its bin.
     *
     * @param block a free one, with its header
     */
    void add(long block) {
        int bin = of(RegionBlock.byteSize(block));
        long head = heads[bin];
        RegionBlock.setNext(block, head);
        RegionBlock.setPrevious(block, NO_BLOCK);
        if (head != NO_BLOCK) {
            RegionBlock.setPrevious(head, block);
        }
        heads[bin] = block;
        setOccupied(bin, true);
    }

    void setOccupied(int bin, boolean value) {
        if (value) {
            occupied[bin / Long.SIZE] |= 1L << bin;
        } else {
            occupied[bin / Long.SIZE] &= ~(1L << bin);
        }
    }

    /**
     * Takes a block out of its bin.
     *
     * @param block one that {@link #check} has found to be in order
     */
    void remove(long block) {
        long next = RegionBlock.next(block);
        long previous = RegionBlock.previous(block);
        if (next != NO_BLOCK) {
            RegionBlock.setPrevious(next, previous);
        }
        if (previous != NO_BLOCK) {
            RegionBlock.setNext(previous, next);
            return;
        }
        int bin = of(RegionBlock.byteSize(block));
        heads[bin] = next;
        setOccupied(bin, next != NO_BLOCK);
    }

    /**
     * Fails unless a free block, its links, and the header behind it are in order.
     *
     * @param block any
     * @throws IllegalStateException if they are not
     */
    void check(long block) {
        if (!bounds.isFree(block)
                || !bounds.isFollowed(block)
                || !hasLinkBack(RegionBlock.next(block), block)
                || !isLinkedTo(block)) {
            throw Misuse.damaged(block);
        }
    }

    private boolean hasLinkBack(long next, long block) {
        return next == NO_BLOCK || (bounds.isFree(next) && RegionBlock.previous(next) == block);
    }

    private boolean isLinkedTo(long block) {
        long previous = RegionBlock.previous(block);
        return previous == NO_BLOCK
                ? heads[of(RegionBlock.byteSize(block))] == block
                : bounds.isFree(previous) && RegionBlock.next(previous) == block;
    }

    // --------------------------------------------------------------------------------------------------- finding

    /**
     * Finds a free block.
     *
     * @param byteSize that it is to have, the header included
     * @param byteAlignment of the content; a power of two, of which less than {@link RegionBlock#UNIT_BYTE_SIZE} is that anyway
     * @return a block in order, long enough behind its {@link #gap}; 0 if there is none
     * @throws IllegalStateException if a free block on the way is damaged
     */
    long find(long byteSize, long byteAlignment) {
        long ample = ample(byteSize, byteAlignment);
        if (ample <= bounds.byteSize()) {
            int bin = of(ample);
            long found = firstFit(bin, byteSize, byteAlignment, FEW);
            if (found != NO_BLOCK) {
                return found;
            }
            int higher = occupiedFrom(bin + 1);
            if (higher < COUNT) {
                check(heads[higher]);
                return heads[higher];
            }
        }
        return findLucky(byteSize, byteAlignment, of(Math.min(ample, bounds.byteSize())));
    }

    /** What is long enough wherever it lies. */
    private static long ample(long byteSize, long byteAlignment) {
        return byteAlignment <= RegionBlock.UNIT_BYTE_SIZE
                ? byteSize
                : byteSize + byteAlignment + RegionBlock.UNIT_BYTE_SIZE;
    }

    /** Among those that are long enough only if they lie well. */
    private long findLucky(long byteSize, long byteAlignment, int lastBin) {
        for (int bin = occupiedFrom(of(byteSize)); bin <= lastBin; bin = occupiedFrom(bin + 1)) {
            long found = firstFit(bin, byteSize, byteAlignment, Long.MAX_VALUE);
            if (found != NO_BLOCK) {
                return found;
            }
        }
        return NO_BLOCK;
    }

    private long firstFit(int bin, long byteSize, long byteAlignment, long most) {
        long block = heads[bin];
        for (long looks = 0; block != NO_BLOCK && looks < most; looks++) {
            // The link back also means that a list has no cycle.
            check(block);
            if (byteSize <= RegionBlock.byteSize(block) - gap(block, byteAlignment)) {
                return block;
            }
            block = RegionBlock.next(block);
        }
        return NO_BLOCK;
    }

    /**
     * What lies between a free block and the first one in its place whose content is aligned.
     *
     * @param block a free block
     * @param byteAlignment a power of two
     * @return bytes: none, or enough for a free block
     */
    static long gap(long block, long byteAlignment) {
        long content = RegionBlock.content(block);
        long gap = ((content + byteAlignment - 1) & -byteAlignment) - content;
        return gap == 0 || gap >= RegionBlock.LEAST_BYTE_SIZE ? gap : gap + byteAlignment;
    }

    /** The first bin from here on that has blocks; {@link #COUNT} if none has. */
    private int occupiedFrom(int bin) {
        if (bin >= COUNT) {
            return COUNT;
        }
        int word = bin / Long.SIZE;
        long bits = occupied[word] & -1L << bin;
        while (bits == 0 && ++word < occupied.length) {
            bits = occupied[word];
        }
        return bits == 0 ? COUNT : word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    // -------------------------------------------------------------------------------------------------- checking

    /**
     * Fails if a bit, a list or a block in it is wrong.
     *
     * @return how many blocks there are
     * @throws IllegalStateException if they do not agree
     */
    long checkInvariants() {
        long blocks = 0;
        for (int bin = 0; bin < COUNT; bin++) {
            boolean bit = (occupied[bin / Long.SIZE] & 1L << bin) != 0;
            if (bit != (heads[bin] != NO_BLOCK)) {
                throw new IllegalStateException("bin: number=" + bin + ", occupied=" + bit + ", head=0x"
                        + Long.toHexString(heads[bin]) + " (expected to agree)");
            }
            for (long block = heads[bin]; block != NO_BLOCK; block = RegionBlock.next(block)) {
                check(block);
                if (of(RegionBlock.byteSize(block)) != bin) {
                    throw new IllegalStateException("bin: number=" + bin + ", block=0x" + Long.toHexString(block)
                            + ", byteSize=" + RegionBlock.byteSize(block) + " (expected one of that bin)");
                }
                blocks++;
            }
        }
        return blocks;
    }
}
