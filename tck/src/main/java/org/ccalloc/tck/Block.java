package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocator;

/**
 * A block that a test holds.
 *
 * @param address where it is
 * @param byteSize what was asked for
 */
record Block(long address, long byteSize) {

    /**
     * Asks for a block and writes its pattern over it.
     *
     * @param way how to ask
     * @param allocator whom
     * @param byteSize for how much, 1 or more
     * @return the block
     * @throws AssertionError if there was none
     */
    static Block written(Allocation way, CcAllocator allocator, long byteSize) {
        long address = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
        Block block = new Block(address, byteSize);
        block.write();
        return block;
    }

    /** Writes the pattern that belongs to this address over the bytes that were asked for. */
    void write() {
        ContentPattern.write(address, byteSize, address);
    }

    /**
     * Fails if the bytes that were asked for are not as {@link #write} left them.
     *
     * @param occasion what happened since, for the message
     */
    void check(String occasion) {
        ContentPattern.check(this, byteSize, address, occasion);
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    @Override
    public String toString() {
        return "address=" + hex(address) + ", byteSize=" + byteSize;
    }
}
