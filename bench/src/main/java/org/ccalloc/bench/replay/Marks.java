package org.ccalloc.bench.replay;

import org.ccalloc.spi.RawMemory;

/**
 * What a replay writes into a block, so that the block's memory is used and lost content is noticed: a word at its start, one
 * in each page, and one at its end, none of which overlap. A block of less than 8 bytes has one byte. {@code replay.c} does the
 * same.
 */
final class Marks {

    private static final long PAGE = 4096;

    private Marks() {}

    /** The word for a block. */
    static long word(int block) {
        return (block + 1L) * 0x9E37_79B9_7F4A_7C15L;
    }

    static void write(long address, long byteSize, long word) {
        if (byteSize < Long.BYTES) {
            RawMemory.putByte(address, (byte) word);
            return;
        }
        RawMemory.putLong(address, word);
        if (byteSize >= 2 * Long.BYTES) {
            RawMemory.putLong(address + byteSize - Long.BYTES, word);
            if (byteSize > PAGE) {
                writeInPages(address, byteSize, word);
            }
        }
    }

    /** Apart from the above, which is then small enough to be inlined. */
    private static void writeInPages(long address, long byteSize, long word) {
        for (long offset = PAGE; offset + 2 * Long.BYTES <= byteSize; offset += PAGE) {
            RawMemory.putLong(address + offset, word);
        }
    }

    /** Whether all of them are there; for word 0, whether the memory is zero where they would be. */
    static boolean areThere(long address, long byteSize, long word) {
        if (byteSize < Long.BYTES) {
            return RawMemory.getByte(address) == (byte) word;
        }
        long wrong = RawMemory.getLong(address) ^ word;
        if (byteSize >= 2 * Long.BYTES) {
            wrong |= RawMemory.getLong(address + byteSize - Long.BYTES) ^ word;
            if (byteSize > PAGE) {
                wrong |= wrongInPages(address, byteSize, word);
            }
        }
        return wrong == 0;
    }

    private static long wrongInPages(long address, long byteSize, long word) {
        long wrong = 0;
        for (long offset = PAGE; offset + 2 * Long.BYTES <= byteSize; offset += PAGE) {
            wrong |= RawMemory.getLong(address + offset) ^ word;
        }
        return wrong;
    }

    /** Whether a resize has kept those that are in the new block as well. */
    static boolean areKept(long address, long oldByteSize, long newByteSize, long word) {
        if (newByteSize >= oldByteSize) {
            return areThere(address, oldByteSize, word);
        }
        if (newByteSize < Long.BYTES) {
            return RawMemory.getByte(address) == (byte) word;
        }
        return ((RawMemory.getLong(address) ^ word) | wrongInPages(address, newByteSize, word)) == 0;
    }
}
