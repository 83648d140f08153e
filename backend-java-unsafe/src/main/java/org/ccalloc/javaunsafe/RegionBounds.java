package org.ccalloc.javaunsafe;

/**
 * Where the blocks of a {@link RegionMemory} are, and the secret in their check words: what it takes to look at an address
 * without reading anything outside, and to believe what is read.
 *
 * @param start the first block
 * @param end behind the last block: a header without content, for the boundary tag of the block before it
 * @param secret other than that of other regions, and of those that had this memory before
 */
record RegionBounds(long start, long end, long secret) {

    /** The most that a block can have, its header included. */
    long byteSize() {
        return end - start;
    }

    /**
     * Whether this is the header of a block, or the end.
     *
     * @param block any
     * @return false without looking, outside the region
     */
    boolean isHeader(long block) {
        return Long.compareUnsigned(block - start, end - start) <= 0
                && block % RegionBlock.UNIT_BYTE_SIZE == 0
                && RegionBlock.isIntact(block, secret);
    }

    /**
     * Whether this is the header of a free block.
     *
     * @param block any
     * @return false without looking, outside the region
     */
    boolean isFree(long block) {
        return isHeader(block) && !RegionBlock.isLive(block);
    }

    /**
     * Whether the block behind a block is there, and agrees on what is before it.
     *
     * @param block a block
     * @return false if its header was overwritten
     */
    boolean isFollowed(long block) {
        long behind = block + RegionBlock.byteSize(block);
        return isHeader(behind)
                && RegionBlock.freeBefore(behind) == (RegionBlock.isLive(block) ? 0 : RegionBlock.byteSize(block));
    }

    void writeLive(long block, long byteSize, long freeBefore) {
        RegionBlock.write(block, byteSize, true, freeBefore, secret);
    }

    void writeFree(long block, long byteSize, long freeBefore) {
        RegionBlock.write(block, byteSize, false, freeBefore, secret);
    }

    void setFreeBefore(long block, long freeBefore) {
        RegionBlock.write(block, RegionBlock.byteSize(block), RegionBlock.isLive(block), freeBefore, secret);
    }
}
