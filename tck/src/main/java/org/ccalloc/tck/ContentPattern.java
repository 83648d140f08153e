package org.ccalloc.tck;

import java.nio.ByteOrder;
import org.ccalloc.spi.RawMemory;

/**
 * Bytes that differ from block to block: those of a key, usually the block's first address. A prefix of a pattern is
 * the pattern of that length.
 */
final class ContentPattern {

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private static final long WORD_STEP = 0x9e3779b97f4a7c15L;

    private ContentPattern() {}

    /**
     * Writes a pattern.
     *
     * @param address where
     * @param byteSize how much of it
     * @param key which
     */
    static void write(long address, long byteSize, long key) {
        long words = byteSize >>> 3;
        for (long i = 0; i < words; i++) {
            RawMemory.putLong(address + (i << 3), wholeWord(key, i));
        }
        for (long offset = words << 3; offset < byteSize; offset++) {
            RawMemory.putByte(address + offset, byteAt(key, offset));
        }
    }

    /**
     * Compares memory with a pattern.
     *
     * @param address where
     * @param byteSize how much of it
     * @param key which
     * @return the offset of the first byte that differs, or -1
     */
    static long mismatch(long address, long byteSize, long key) {
        long words = byteSize >>> 3;
        long equal = 0;
        while (equal < words && RawMemory.getLong(address + (equal << 3)) == wholeWord(key, equal)) {
            equal++;
        }
        for (long offset = equal << 3; offset < byteSize; offset++) {
            if (RawMemory.getByte(address + offset) != byteAt(key, offset)) {
                return offset;
            }
        }
        return -1;
    }

    /**
     * Fails if a block does not hold a pattern.
     *
     * @param block where
     * @param byteSize how much of it
     * @param key which
     * @param occasion what happened since it was written
     */
    static void check(Block block, long byteSize, long key, String occasion) {
        check(block, 0, byteSize, key, occasion);
    }

    /**
     * Fails if a piece of a block does not hold that piece of a pattern.
     *
     * @param block where
     * @param start where the piece starts in it, a multiple of 8
     * @param byteSize how long the piece is
     * @param key which
     * @param occasion what happened since it was written
     */
    static void check(Block block, long start, long byteSize, long key, String occasion) {
        long inPiece = mismatch(block.address() + start, byteSize, keyAt(key, start));
        if (inPiece >= 0) {
            long offset = start + inPiece;
            throw new AssertionError("content after " + occasion + ": " + block + ", offset=" + offset + ", byte="
                    + hexByte(RawMemory.getByte(block.address() + offset)) + " (expected "
                    + hexByte(byteAt(key, offset)) + ")");
        }
    }

    /**
     * Fails if a block is not all zero.
     *
     * @param call what asked for the block
     * @param block where
     */
    static void checkZero(String call, Block block) {
        long words = block.byteSize() >>> 3;
        long zero = 0;
        while (zero < words && RawMemory.getLong(block.address() + (zero << 3)) == 0) {
            zero++;
        }
        for (long offset = zero << 3; offset < block.byteSize(); offset++) {
            byte found = RawMemory.getByte(block.address() + offset);
            if (found != 0) {
                throw new AssertionError(
                        call + ": " + block + ", offset=" + offset + ", byte=" + hexByte(found) + " (expected 0x00)");
            }
        }
    }

    /**
     * Tells how the rest of a pattern is called.
     *
     * @param key the pattern
     * @param offset where the rest starts, a multiple of 8
     * @return the key of the rest
     */
    static long keyAt(long key, long offset) {
        return key + (offset >>> 3) * WORD_STEP;
    }

    /** The word as it has to be written, so that the byte at its lowest address is the pattern's first. */
    private static long wholeWord(long key, long index) {
        long word = word(key, index);
        return BIG_ENDIAN ? Long.reverseBytes(word) : word;
    }

    private static byte byteAt(long key, long offset) {
        return (byte) (word(key, offset >>> 3) >>> ((offset & 7) << 3));
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014), shortened. */
    private static long word(long key, long index) {
        long mixed = (key + index * WORD_STEP) * 0xbf58476d1ce4e5b9L;
        return mixed ^ (mixed >>> 32);
    }

    private static String hexByte(byte value) {
        return String.format("0x%02x", value & 0xff);
    }
}
