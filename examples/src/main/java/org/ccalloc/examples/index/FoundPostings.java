package org.ccalloc.examples.index;

/**
 * What a reader found inside its guard. However long ago that was, and even if it has been unlinked since, it must be
 * readable until the guard is left: that is what the {@link Epochs} are for, and what is checked here.
 */
final class FoundPostings {

    private static final int CAPACITY = 1 << 14;

    private final long[] postings = new long[CAPACITY];
    private final long[] words = new long[CAPACITY];
    private int count;
    private long checked;

    /**
     * Checks a posting now, and keeps it to be checked again.
     *
     * @param posting the posting
     * @param word whose list it was found in
     * @throws CorruptIndexException if it is none of this word
     */
    void add(long posting, long word) {
        if (count == CAPACITY) {
            checkAgain();
        }
        check(posting, word);
        postings[count] = posting;
        words[count] = word;
        count++;
    }

    /**
     * Checks all that was found; just before the guard is left.
     *
     * @throws CorruptIndexException if one is no longer what it was
     */
    void checkAgain() {
        for (int i = 0; i < count; i++) {
            check(postings[i], words[i]);
        }
        checked += count;
        count = 0;
    }

    /** How many were found and checked again. */
    long checked() {
        return checked;
    }

    private static void check(long posting, long word) {
        if (Posting.word(posting) != word) {
            throw new CorruptIndexException("posting", posting, "one of word 0x" + Long.toHexString(word));
        }
        if (Posting.occurrencesAcquire(posting) < 1) {
            throw new CorruptIndexException("posting", posting, "one occurrence or more");
        }
    }
}
