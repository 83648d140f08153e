package org.ccalloc.examples.index;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * The layout of a posting: one word in one document of the window, in the doubly linked list of its word. Readers
 * follow {@code next} only, and without a lock; a posting that was unlinked keeps its {@code next} until it is freed, so
 * that a reader that stands on it finds the way on.
 *
 * <pre>
 * field         read by                      written by                   guard
 * next          readers: acquire             link, unlink: release        stripe's lock for writing
 * previous      link, unlink: plain          link, unlink: plain          stripe's lock
 * word          readers: plain               before publication; free     none
 * occurrences   readers: acquire             the document's reader alone: release
 * </pre>
 *
 * <p>{@code word} says who a posting belongs to; freeing overwrites it, so that a reader that still gets here notices.
 */
final class Posting {

    private static final long NEXT = 0;
    private static final long PREVIOUS = NEXT + Long.BYTES;
    private static final long WORD = PREVIOUS + Long.BYTES;
    private static final long OCCURRENCES = WORD + Long.BYTES;
    private static final long BYTE_SIZE = OCCURRENCES + Long.BYTES;

    /** The word of a freed posting; not the address of a node, which is even. */
    private static final long FREED = 0xdeadL;

    private Posting() {}

    /**
     * Makes a posting that is in no list yet.
     *
     * @throws OutOfMemoryError if the memory cannot be had
     */
    static long create(CcAllocator allocator, long word) {
        long posting = allocator.allocOrThrow(BYTE_SIZE);
        RawMemory.putLong(posting + NEXT, 0);
        RawMemory.putLong(posting + PREVIOUS, 0);
        RawMemory.putLong(posting + WORD, word);
        RawMemory.putLong(posting + OCCURRENCES, 1);
        return posting;
    }

    static void free(CcAllocator allocator, long posting) {
        RawMemory.putLong(posting + WORD, FREED);
        allocator.free(posting, BYTE_SIZE);
    }

    /** Puts a posting at the head of its word's list; under the lock of the word's stripe. */
    static void link(long posting) {
        long word = word(posting);
        long first = WordNode.postingsAcquire(word);
        RawMemory.putLongRelease(posting + NEXT, first);
        if (first != 0) {
            RawMemory.putLong(first + PREVIOUS, posting);
        }
        WordNode.setPostingsRelease(word, posting);
    }

    /** Takes a posting out of its word's list and counts it there; under the lock of the word's stripe. */
    static void unlink(long posting) {
        long word = word(posting);
        long previous = RawMemory.getLong(posting + PREVIOUS);
        long next = nextAcquire(posting);
        if (previous == 0) {
            WordNode.setPostingsRelease(word, next);
        } else {
            RawMemory.putLongRelease(previous + NEXT, next);
        }
        if (next != 0) {
            RawMemory.putLong(next + PREVIOUS, previous);
        }
        WordNode.addDocument(word, occurrencesAcquire(posting));
    }

    static long nextAcquire(long posting) {
        return RawMemory.getLongAcquire(posting + NEXT);
    }

    static long word(long posting) {
        return RawMemory.getLong(posting + WORD);
    }

    static long occurrencesAcquire(long posting) {
        return RawMemory.getLongAcquire(posting + OCCURRENCES);
    }

    /** Counts one more; by the document's reader. */
    static void addOccurrence(long posting) {
        RawMemory.putLongRelease(posting + OCCURRENCES, occurrencesAcquire(posting) + 1);
    }
}
