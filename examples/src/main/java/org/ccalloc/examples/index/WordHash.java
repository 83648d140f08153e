package org.ccalloc.examples.index;

import org.ccalloc.spi.RawMemory;

/**
 * The hash of a word's bytes: FNV-1a with 64 bits (Fowler, Noll, Vo), then the last steps of MurmurHash3 (Appleby), so
 * that any of the bits can serve as an index.
 */
final class WordHash {

    /** The hash of no bytes, before {@link #finish}. */
    static final long START = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private WordHash() {}

    /** Takes one more byte. */
    static long step(long hash, byte b) {
        return (hash ^ (b & 0xff)) * PRIME;
    }

    /** Spreads what all bytes gave over all bits. */
    static long finish(long hash) {
        long h = hash;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    /** The hash of bytes in memory. */
    static long of(long address, long byteLength) {
        long hash = START;
        for (long a = address; a < address + byteLength; a++) {
            hash = step(hash, RawMemory.getByte(a));
        }
        return finish(hash);
    }
}
