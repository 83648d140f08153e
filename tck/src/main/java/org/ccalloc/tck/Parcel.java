package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;

/**
 * A block that goes from thread to thread. Its pattern is nobody else's, so that two holders of one address notice each
 * other.
 *
 * @param block the block
 * @param key of its pattern
 */
record Parcel(Block block, long key) {

    /**
     * Asks for a block, in one way or another, and writes its pattern.
     *
     * @param allocator whom
     * @param byteSize for how much
     * @param serial a number that no other parcel of the test has
     * @return the parcel
     */
    static Parcel allocate(CcAllocator allocator, long byteSize, long serial) {
        Allocation way = Allocation.at(serial);
        long address = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
        return written(new Block(address, byteSize), serial);
    }

    /**
     * Fails if the content has changed.
     *
     * @param occasion what happened since, for the message
     */
    void check(String occasion) {
        ContentPattern.check(block, block.byteSize(), key, occasion);
    }

    /**
     * Looks at the content, resizes the block, looks again and writes the rest.
     *
     * @param allocator whose block it is
     * @param newByteSize the new size
     * @return the parcel as it is now
     */
    Parcel resize(CcAllocator allocator, long newByteSize) {
        check("other threads used theirs");
        String call = "realloc(" + Block.hex(block.address()) + ", " + block.byteSize() + ", " + newByteSize + ")";
        long address = Expect.block(call, allocator.realloc(block.address(), block.byteSize(), newByteSize));
        Block resized = new Block(address, newByteSize);
        ContentPattern.check(resized, Math.min(block.byteSize(), newByteSize), key, call);
        return written(resized, key);
    }

    /**
     * Looks at the content and gives the block back, with its size or without.
     *
     * @param allocator whose block it is
     */
    void free(CcAllocator allocator) {
        check("other threads used theirs");
        if ((key & 3) == 0) {
            allocator.freeUnsized(block.address());
        } else {
            allocator.free(block.address(), block.byteSize());
        }
    }

    private static Parcel written(Block block, long key) {
        ContentPattern.write(block.address(), block.byteSize(), key);
        return new Parcel(block, key);
    }
}
