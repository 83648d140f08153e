package org.ccalloc.examples.index;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * The layout of a hash table of words: open addressing, linear probing, nothing is ever removed. It comes zeroed from
 * {@code calloc}; a full one is copied into one twice as large and retired, since readers may be inside.
 *
 * <pre>
 *  0        8        16       24       32
 * +--------+--------+--------+--------+--------+--------+-- --
 * |capacity|  mark  |  hash  |  word  |  hash  |  word  | ...    capacity slots; word 0: empty
 * +--------+--------+--------+--------+--------+--------+-- --
 * </pre>
 *
 * <pre>
 * field      read by            written by                       guard
 * capacity   anybody: plain     before publication               none
 * mark       readers: plain     before publication; free         none
 * hash       readers: plain,    put: plain, before the word      stripe's lock for writing
 *            after the word
 * word       readers: acquire   put: release                     stripe's lock for writing
 * </pre>
 */
final class BucketTable {

    /** Slots of the first table. */
    static final long FIRST_CAPACITY = 64;

    private static final long CAPACITY = 0;
    private static final long MARK = CAPACITY + Long.BYTES;
    private static final long SLOT_BYTE_SIZE = 2 * Long.BYTES;
    private static final long SLOTS = SLOT_BYTE_SIZE; // the header takes the room of one
    private static final long SLOT_HASH = 0;
    private static final long SLOT_WORD = SLOT_HASH + Long.BYTES;

    /** The mark of a live table is its address with these bits turned over. */
    private static final long ALIVE = 0x5ca1ab1e0ddba11L;

    private BucketTable() {}

    /**
     * Makes an empty table.
     *
     * @param capacity a power of two
     * @throws OutOfMemoryError if the memory cannot be had
     */
    static long create(CcAllocator allocator, long capacity) {
        long table = allocator.callocOrThrow(capacity + 1, SLOT_BYTE_SIZE);
        RawMemory.putLong(table + CAPACITY, capacity);
        RawMemory.putLong(table + MARK, table ^ ALIVE);
        return table;
    }

    static void free(CcAllocator allocator, long table) {
        long byteSize = (capacity(table) + 1) * SLOT_BYTE_SIZE;
        RawMemory.putLong(table + MARK, 0);
        allocator.free(table, byteSize);
    }

    static long capacity(long table) {
        return RawMemory.getLong(table + CAPACITY);
    }

    /** Whether this many words want a larger table: from three quarters on. */
    static boolean isFull(long table, long wordCount) {
        return wordCount * 4 >= capacity(table) * 3;
    }

    /**
     * Looks a word up, with or without the lock.
     *
     * @return the word, or 0
     * @throws CorruptIndexException if the table was freed
     */
    static long find(long table, long text, long byteLength, long hash) {
        if (RawMemory.getLong(table + MARK) != (table ^ ALIVE)) {
            throw new CorruptIndexException("bucket table", table, "a live one");
        }
        long mask = capacity(table) - 1;
        for (long i = hash & mask; ; i = (i + 1) & mask) {
            long slot = slot(table, i);
            long word = RawMemory.getLongAcquire(slot + SLOT_WORD);
            if (word == 0) {
                return 0;
            }
            if (RawMemory.getLong(slot + SLOT_HASH) == hash && WordNode.equals(word, text, byteLength)) {
                return word;
            }
        }
    }

    /** Adds a word that is not there; under the lock, and with room. */
    static void put(long table, long word, long hash) {
        long mask = capacity(table) - 1;
        long i = hash & mask;
        while (word(table, i) != 0) {
            i = (i + 1) & mask;
        }
        long slot = slot(table, i);
        RawMemory.putLong(slot + SLOT_HASH, hash);
        RawMemory.putLongRelease(slot + SLOT_WORD, word);
    }

    /**
     * Makes a table twice as large with the same words; under the lock. The old one stays as it is.
     *
     * @throws OutOfMemoryError if the memory cannot be had
     */
    static long doubled(CcAllocator allocator, long table) {
        long larger = create(allocator, capacity(table) * 2);
        for (long i = 0; i < capacity(table); i++) {
            long word = word(table, i);
            if (word != 0) {
                put(larger, word, RawMemory.getLong(slot(table, i) + SLOT_HASH));
            }
        }
        return larger;
    }

    /** The word in a slot, or 0. */
    static long word(long table, long slotIndex) {
        return RawMemory.getLongAcquire(slot(table, slotIndex) + SLOT_WORD);
    }

    private static long slot(long table, long slotIndex) {
        return table + SLOTS + slotIndex * SLOT_BYTE_SIZE;
    }
}
