package org.ccalloc.javaunsafe;

/** Chooses where among the free pages of an arena a run is put. Each arena has one of its own. */
interface Placement {

    /** No run is put there: the first page of an arena is part of a header. */
    int NOWHERE = 0;

    /**
     * Chooses a place.
     *
     * @param free 1 for free pages
     * @param end how many pages there are
     * @param pages how long the run is to be, 1 or more
     * @param alignment of which its first page is to be a multiple; a power of two
     * @return the first page; {@link #NOWHERE} if there is no room
     */
    int find(PageBitmap free, int end, int pages, int alignment);

    /**
     * The first place within a range of pages.
     *
     * @param free 1 for free pages
     * @param from the first page of the range
     * @param end the page after it
     * @param pages how long the run is to be
     * @param alignment of which its first page is to be a multiple
     * @return the first page; {@link #NOWHERE} if there is no room
     */
    static int firstFit(PageBitmap free, int from, int end, int pages, int alignment) {
        for (int first = free.nextSet(from, end); first < end; ) {
            int aligned = (first + alignment - 1) & -alignment;
            int next = free.nextClear(first, end);
            if (aligned + pages <= next) {
                return aligned;
            }
            first = free.nextSet(next, end);
        }
        return NOWHERE;
    }

    /** Where there is room at first: keeps the later pages free, for large runs and for the system. */
    final class FirstFit implements Placement {
        @Override
        public int find(PageBitmap free, int end, int pages, int alignment) {
            return firstFit(free, 0, end, pages, alignment);
        }
    }

    /** Where the least is left over: keeps large runs of free pages whole. */
    final class BestFit implements Placement {
        @Override
        public int find(PageBitmap free, int end, int pages, int alignment) {
            int best = NOWHERE;
            int bestLength = Integer.MAX_VALUE;
            int next;
            for (int first = free.nextSet(0, end); first < end && bestLength > pages; first = free.nextSet(next, end)) {
                next = free.nextClear(first, end);
                int aligned = (first + alignment - 1) & -alignment;
                if (aligned + pages <= next && next - first < bestLength) {
                    best = aligned;
                    bestLength = next - first;
                }
            }
            return best;
        }
    }

    /** Where there is room after the run before: looks at few pages. */
    final class NextFit implements Placement {
        private int from;

        @Override
        public int find(PageBitmap free, int end, int pages, int alignment) {
            int found = firstFit(free, from, end, pages, alignment);
            if (found == NOWHERE) {
                found = firstFit(free, 0, end, pages, alignment);
            }
            if (found != NOWHERE) {
                from = found + pages;
            }
            return found;
        }
    }

    /** The strategies that there are. */
    enum Strategy {
        /** {@link FirstFit}. */
        FIRST_FIT("first-fit"),
        /** {@link BestFit}. */
        BEST_FIT("best-fit"),
        /** {@link NextFit}. */
        NEXT_FIT("next-fit");

        /** System property, the word of a strategy; the first one without it. */
        static final String PROPERTY = "ccalloc.java-unsafe.placement";

        private final String word;

        Strategy(String word) {
            this.word = word;
        }

        Placement forArena() {
            return switch (this) {
                case FIRST_FIT -> new FirstFit();
                case BEST_FIT -> new BestFit();
                case NEXT_FIT -> new NextFit();
            };
        }

        /**
         * What the property says.
         *
         * @return a strategy
         * @throws IllegalArgumentException if it says something else
         */
        static Strategy current() {
            return parse(System.getProperty(PROPERTY, FIRST_FIT.word));
        }

        /**
         * Finds a strategy by its word.
         *
         * @param word such as {@code first-fit}
         * @return the strategy
         * @throws IllegalArgumentException if there is none of that word
         */
        static Strategy parse(String word) {
            for (Strategy strategy : values()) {
                if (strategy.word.equals(word)) {
                    return strategy;
                }
            }
            throw new IllegalArgumentException(
                    "setting: " + PROPERTY + "=" + word + " (expected first-fit, best-fit or next-fit)");
        }
    }
}
