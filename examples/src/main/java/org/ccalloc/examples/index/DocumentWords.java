package org.ccalloc.examples.index;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Finds the posting of a word in the document that is being read: a hash table from word to posting, known to its reader
 * alone, that starts small and is replaced by one twice as large when it is half full.
 */
final class DocumentWords implements AutoCloseable {

    private static final long FIRST_CAPACITY = 32;
    private static final long SLOT_WORD = 0;
    private static final long SLOT_POSTING = SLOT_WORD + Long.BYTES;
    private static final long SLOT_BYTE_SIZE = SLOT_POSTING + Long.BYTES;

    /** 2 to the 64 by the golden ratio: spreads addresses, which have their low bits in common (Knuth). */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final CcAllocator allocator;
    private long table;
    private long capacity;
    private long count;

    DocumentWords(CcAllocator allocator) {
        this.allocator = allocator;
        this.table = allocator.callocOrThrow(FIRST_CAPACITY, SLOT_BYTE_SIZE);
        this.capacity = FIRST_CAPACITY;
    }

    /** The posting of a word, or 0. */
    long find(long word) {
        return RawMemory.getLong(slotOf(table, capacity, word) + SLOT_POSTING);
    }

    /**
     * Makes sure that one more word has room.
     *
     * @throws OutOfMemoryError if the memory cannot be had
     */
    void reserve() {
        if (count * 2 < capacity) {
            return;
        }
        long larger = allocator.callocOrThrow(capacity * 2, SLOT_BYTE_SIZE);
        for (long slot = table; slot < table + capacity * SLOT_BYTE_SIZE; slot += SLOT_BYTE_SIZE) {
            long word = RawMemory.getLong(slot + SLOT_WORD);
            if (word != 0) {
                put(larger, capacity * 2, word, RawMemory.getLong(slot + SLOT_POSTING));
            }
        }
        allocator.free(table, capacity * SLOT_BYTE_SIZE);
        table = larger;
        capacity *= 2;
    }

    /** Adds a word that is not there; after {@link #reserve}. */
    void put(long word, long posting) {
        put(table, capacity, word, posting);
        count++;
    }

    @Override
    public void close() {
        allocator.free(table, capacity * SLOT_BYTE_SIZE);
        table = 0;
    }

    private static void put(long table, long capacity, long word, long posting) {
        long slot = slotOf(table, capacity, word);
        RawMemory.putLong(slot + SLOT_WORD, word);
        RawMemory.putLong(slot + SLOT_POSTING, posting);
    }

    /** The slot that has the word, or the empty one where it would be. */
    private static long slotOf(long table, long capacity, long word) {
        long i = (word * SPREAD) >>> (Long.numberOfLeadingZeros(capacity) + 1);
        while (true) {
            long slot = table + i * SLOT_BYTE_SIZE;
            long found = RawMemory.getLong(slot + SLOT_WORD);
            if (found == word || found == 0) {
                return slot;
            }
            i = (i + 1) & (capacity - 1);
        }
    }
}
