package org.ccalloc.mock;

import org.ccalloc.spi.RawMemory;

/**
 * Bytes that mean something in memory that the program has not written: what they are not, somebody has written. None is
 * 0, none is a likely pointer or number.
 */
enum Guard {
    /** Handed out, and not yet written. */
    UNINITIALIZED((byte) 0xC5),
    /** Before and after a block. */
    REDZONE((byte) 0xFB),
    /** In a block that was freed. */
    FREED((byte) 0xDF);

    private final byte value;

    Guard(byte value) {
        this.value = value;
    }

    byte value() {
        return value;
    }

    void fill(long address, long byteSize) {
        RawMemory.fill(address, byteSize, value);
    }

    /**
     * Looks for a byte that has been written.
     *
     * @param address where to start
     * @param byteSize how far to look
     * @return the offset of the first such byte, or -1
     */
    long firstWritten(long address, long byteSize) {
        if (byteSize == 0) {
            return -1;
        }
        if (RawMemory.getByte(address) != value) {
            return 0;
        }
        // Bytes are all the same if each is the same as the next.
        long last = RawMemory.mismatch(address, address + 1, byteSize - 1);
        return last < 0 ? -1 : last + 1;
    }
}
