package org.ccalloc.examples.index;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * The postings of one document: an array of addresses off the heap that grows by {@code realloc} while the document is
 * read. Its reader's alone until it goes into the window; whoever takes it from there is the next to own it.
 */
final class DocumentRecord implements Retirable {

    private static final long FIRST_CAPACITY = 16;

    private final WordIndex index;
    private long postings;
    private long count;
    private long capacity;

    /** A document without words; takes no memory yet. */
    DocumentRecord(WordIndex index) {
        this.index = index;
    }

    /**
     * Makes sure that one more posting has room.
     *
     * @throws OutOfMemoryError if the memory cannot be had; the record is then as it was
     */
    void reserve(CcAllocator allocator) {
        if (count == capacity) {
            long larger = Math.max(FIRST_CAPACITY, capacity * 2);
            postings = allocator.reallocOrThrow(postings, capacity * Long.BYTES, larger * Long.BYTES);
            capacity = larger;
        }
    }

    /** Adds a posting that is in the index; after {@link #reserve}. */
    void add(long posting) {
        RawMemory.putLong(postings + count * Long.BYTES, posting);
        count++;
    }

    @Override
    public long unlink() {
        for (long i = 0; i < count; i++) {
            index.unlink(posting(i));
        }
        return postings == 0 ? 0 : count + 1;
    }

    @Override
    public void free(CcAllocator allocator) {
        for (long i = 0; i < count; i++) {
            Posting.free(allocator, posting(i));
        }
        allocator.free(postings, capacity * Long.BYTES);
        postings = 0;
        count = 0;
        capacity = 0;
    }

    private long posting(long i) {
        return RawMemory.getLong(postings + i * Long.BYTES);
    }
}
