package org.ccalloc.javaunsafe;

/** A bit for each page of an arena. Not thread-safe. */
final class PageBitmap {

    private final long[] words;

    /** All bits are 0. */
    PageBitmap(int pages) {
        words = new long[(pages + Long.SIZE - 1) / Long.SIZE];
    }

    boolean isSet(int page) {
        return (words[page / Long.SIZE] & (1L << page)) != 0;
    }

    void set(int first, int pages, boolean value) {
        for (int page = first; page < first + pages; page++) {
            if (value) {
                words[page / Long.SIZE] |= 1L << page;
            } else {
                words[page / Long.SIZE] &= ~(1L << page);
            }
        }
    }

    /** How many are 1. */
    int count() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    int nextSet(int from, int end) {
        return next(from, end, 0);
    }

    int nextClear(int from, int end) {
        return next(from, end, -1);
    }

    /** The next page whose bit differs from those of {@code same}; {@code end} if there is none. */
    private int next(int from, int end, long same) {
        for (int page = from; page < end; page = (page / Long.SIZE + 1) * Long.SIZE) {
            long differing = (words[page / Long.SIZE] ^ same) & (-1L << page);
            if (differing != 0) {
                return Math.min(end, page / Long.SIZE * Long.SIZE + Long.numberOfTrailingZeros(differing));
            }
        }
        return end;
    }
}
