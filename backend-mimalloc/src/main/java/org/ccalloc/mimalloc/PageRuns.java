package org.ccalloc.mimalloc;

import org.ccalloc.spi.RawMemory;

/**
 * Runs of pages in some {@linkplain Region regions}: blocks, and free runs, by their length. A request gets the end of a free run of its own class, or of the next
 * larger one that has any; free neighbours are one run. Classes and their bitmap as in Masmano, Ripoll, Crespo and
 * Real, "TLSF: A New Dynamic Memory Allocator for Real-Time Systems", 2004, here with eight classes for each doubling.
 *
 * <p>All state is in native memory, where all class loaders of the process find it:
 *
 * <pre>
 *     0    the lock
 *    64    the clock: how often {@link #purge} was begun
 *    72    which classes have free runs, a bit for each
 *    88    the first free run of each class
 * </pre>
 *
 * <p>Thread-safe: all operations hold the lock; {@code purge} without it talks to the system.
 */
final class PageRuns {

    /** How much native memory the state takes. */
    static final long STATE_BYTE_SIZE = 1024;

    private static final long CLOCK = 64;
    private static final long BITMAP = 72;
    private static final long HEADS = 88;

    /** Bits of a length, after the first, that tell classes apart. */
    private static final int CLASS_BITS = 3;

    private static final int CLASS_COUNT = classOf(Region.USABLE_PAGE_COUNT) + 1;

    /** How many runs of a request's own class are looked at, which may be too short. */
    private static final int LOOKS = 8;

    /** Shorter ones stay resident: asking the system would cost more than they are worth. */
    private static final int LEAST_PURGED_PAGES = 4;

    /** How many runs are taken out at once to be purged. */
    private static final int PURGE_BATCH = 64;

    /** Where pages and regions go. */
    interface Memory {

        /**
         * Makes pages not resident.
         *
         * @param address where they begin
         * @param byteSize how many bytes they are
         */
        void discard(long address, long byteSize);

        /**
         * Gives a region back to where it is from.
         *
         * @param region its address
         */
        void release(long region);
    }

    private final int index;
    private final long state;

    /**
     * Looks at a state.
     *
     * @param index by which the regions know whose they are
     * @param state the address of {@link #STATE_BYTE_SIZE} bytes that were zero once, a multiple of 8
     */
    PageRuns(int index, long state) {
        this.index = index;
        this.state = state;
    }

    // ------------------------------------------------------------------------------------------ operations

    /**
     * Takes the lock unless somebody else has it for long.
     *
     * @return whether the caller has it, which {@link #allocateAndUnlock} then gives up
     */
    boolean tryLock() {
        return NativeLock.tryLock(state);
    }

    /**
     * Allocates.
     *
     * @param pages how many, 1 to {@link Region#USABLE_PAGE_COUNT}
     * @return a block, or 0
     */
    long allocate(int pages) {
        NativeLock.lock(state);
        return allocateAndUnlock(pages);
    }

    /**
     * Allocates, by who has the lock, and gives it up.
     *
     * @param pages how many, 1 to {@link Region#USABLE_PAGE_COUNT}
     * @return a block, or 0
     */
    long allocateAndUnlock(int pages) {
        try {
            long run = find(pages);
            return run == 0 ? 0 : Region.address(cut(run, pages));
        } finally {
            NativeLock.unlock(state);
        }
    }

    /**
     * Adds a region, and allocates in it.
     *
     * @param region its address
     * @param pages how many, 1 to {@link Region#USABLE_PAGE_COUNT}
     * @return a block
     */
    long allocateIn(long region, int pages) {
        NativeLock.lock(state);
        try {
            long run = free(Region.create(region, index), Region.USABLE_PAGE_COUNT, 0);
            return Region.address(cut(run, pages));
        } finally {
            NativeLock.unlock(state);
        }
    }

    /**
     * Frees.
     *
     * @param block a block
     * @throws IllegalArgumentException if it is seen that it is none
     */
    void free(long block) {
        NativeLock.lock(state);
        try {
            long run = Region.runOf(block);
            long _ = free(run, Region.length(Region.tag(run)), now());
        } finally {
            NativeLock.unlock(state);
        }
    }

    /**
     * Tells the usable size of a block.
     *
     * @param block a block
     * @return bytes
     * @throws IllegalArgumentException if it is seen that it is none
     */
    long usableSize(long block) {
        NativeLock.lock(state);
        try {
            return Region.length(Region.tag(Region.runOf(block))) * Region.PAGE_BYTE_SIZE;
        } finally {
            NativeLock.unlock(state);
        }
    }

    /**
     * Gives a block another length where it is, if there is room behind it.
     *
     * @param block a block
     * @param pages how many it is to have, 1 to {@link Region#USABLE_PAGE_COUNT}
     * @return whether it has as many now
     * @throws IllegalArgumentException if it is seen that it is no block
     */
    boolean resize(long block, int pages) {
        NativeLock.lock(state);
        try {
            long run = Region.runOf(block);
            int had = Region.length(Region.tag(run));
            return pages <= had ? shorten(run, had, pages) : lengthen(run, had, pages);
        } finally {
            NativeLock.unlock(state);
        }
    }

    private boolean shorten(long run, int had, int pages) {
        if (pages < had) {
            Region.setUsed(run, pages);
            long _ = free(Region.after(run, pages), had - pages, now());
        }
        return true;
    }

    private boolean lengthen(long run, int had, int pages) {
        long after = Region.after(run, had);
        long tag = Region.isInRegion(after, run) ? Region.tag(after) : 0;
        int left = had + Region.length(tag) - pages;
        if (!Region.isFree(tag) || left < 0) {
            return false;
        }
        unlink(after, Region.length(tag));
        Region.setUsed(run, pages);
        if (left > 0) {
            long rest = Region.after(run, pages);
            Region.setFree(rest, left, Region.freedAt(tag));
            link(rest, left);
        }
        return true;
    }

    // ---------------------------------------------------------------------------------------------- purging

    /**
     * Gives free pages back to the system, and empty regions to where they are from.
     *
     * @param memory does it; called without the lock
     * @param all also what was freed since the last time
     * @return whether something is left to give back, another time
     */
    boolean purge(Memory memory, boolean all) {
        int latest = tick(all);
        long[] runs = new long[PURGE_BATCH];
        int taken;
        do {
            taken = takeResident(runs, latest);
            for (int i = 0; i < taken; i++) {
                memory.discard(Region.address(runs[i]), Region.length(Region.tag(runs[i])) * Region.PAGE_BYTE_SIZE);
            }
            int empty = putBack(runs, taken);
            for (int i = 0; i < empty; i++) {
                memory.release(Region.of(runs[i]));
            }
        } while (taken != 0);
        return isAnythingResident();
    }

    /**
     * Lets what is freed from now on be told from what was freed before.
     *
     * @param all whether what was freed since the last time is wanted, too
     * @return the latest time of what is wanted
     */
    private int tick(boolean all) {
        NativeLock.lock(state);
        try {
            int latest = now();
            RawMemory.putInt(state + CLOCK, latest);
            return all ? latest : latest - 1;
        } finally {
            NativeLock.unlock(state);
        }
    }

    /** By the clock; above 0. */
    private int now() {
        return RawMemory.getInt(state + CLOCK) + 1;
    }

    /**
     * Takes free runs that are to be purged, so that nobody else does.
     *
     * @param runs where to put them
     * @param latest when they were freed, at the latest
     * @return how many there are, as many as fit
     */
    private int takeResident(long[] runs, int latest) {
        NativeLock.lock(state);
        try {
            int count = 0;
            for (long run = firstResident(latest); run != 0 && count < runs.length; run = firstResident(latest)) {
                int pages = Region.length(Region.tag(run));
                unlink(run, pages);
                Region.setUsed(run, pages);
                runs[count++] = run;
            }
            return count;
        } finally {
            NativeLock.unlock(state);
        }
    }

    private long firstResident(int latest) {
        for (int c = nextClass(classOf(LEAST_PURGED_PAGES)); c >= 0; c = nextClass(c + 1)) {
            for (long run = first(c); run != 0; run = Region.next(run)) {
                int freedAt = Region.freedAt(Region.tag(run));
                if (freedAt != 0 && freedAt <= latest) {
                    return run;
                }
            }
        }
        return 0;
    }

    private boolean isAnythingResident() {
        NativeLock.lock(state);
        try {
            return firstResident(Integer.MAX_VALUE) != 0;
        } finally {
            NativeLock.unlock(state);
        }
    }

    /**
     * Gives back what was taken, and takes empty regions out.
     *
     * @param runs what was taken; afterwards the only runs of the empty regions
     * @param count how many
     * @return how many regions are empty
     */
    private int putBack(long[] runs, int count) {
        NativeLock.lock(state);
        try {
            int empty = 0;
            for (int i = 0; i < count; i++) {
                long run = free(runs[i], Region.length(Region.tag(runs[i])), 0);
                long tag = Region.tag(run);
                if (Region.length(tag) == Region.USABLE_PAGE_COUNT && Region.freedAt(tag) == 0) {
                    unlink(run, Region.USABLE_PAGE_COUNT);
                    runs[empty++] = run;
                }
            }
            return empty;
        } finally {
            NativeLock.unlock(state);
        }
    }

    // -------------------------------------------------------------------------------- with the lock: runs

    /** Makes the last pages of a free run a block: so the rest mostly stays in its list. */
    private long cut(long run, int pages) {
        long tag = Region.tag(run);
        int had = Region.length(tag);
        int left = had - pages;
        if (left == 0) {
            unlink(run, had);
        } else {
            setLength(run, had, left, Region.freedAt(tag));
        }
        long block = Region.after(run, left);
        Region.setUsed(block, pages);
        return block;
    }

    /**
     * Makes a run free that is in no list: one with the free ones beside it.
     *
     * @param run not marked as free
     * @param pages its length
     * @param freedAt now, or 0 if nothing of it is resident
     * @return the free run that it is in
     */
    private long free(long run, int pages, int freedAt) {
        int sum = pages;
        int earliest = freedAt;
        long after = Region.after(run, pages);
        if (Region.isInRegion(after, run)) {
            long tag = Region.tag(after);
            if (Region.isFree(tag)) {
                unlink(after, Region.length(tag));
                sum += Region.length(tag);
                earliest = earlier(earliest, Region.freedAt(tag));
            }
        }
        int before = Region.lengthOfFreeBefore(run);
        if (before == 0) {
            Region.setFree(run, sum, earliest);
            link(run, sum);
            return run;
        }
        Region.setInside(run);
        long first = Region.after(run, -before);
        setLength(first, before, before + sum, earlier(earliest, Region.freedAt(Region.tag(first))));
        return first;
    }

    /** The earlier: pages that are used and freed again and again are not to keep those beside them resident. */
    private static int earlier(int one, int other) {
        return one == 0 || other == 0 ? one | other : Math.min(one, other);
    }

    /** Changes the length of a free run that is in a list. */
    private void setLength(long run, int had, int pages, int freedAt) {
        boolean moves = classOf(had) != classOf(pages);
        if (moves) {
            unlink(run, had);
        }
        Region.setFree(run, pages, freedAt);
        if (moves) {
            link(run, pages);
        }
    }

    private long find(int pages) {
        int own = classOf(pages);
        int looks = 0;
        for (long run = first(own); run != 0 && looks < LOOKS; run = Region.next(run)) {
            if (Region.length(Region.tag(run)) >= pages) {
                return run;
            }
            looks++;
        }
        int larger = nextClass(own + 1);
        return larger < 0 ? 0 : first(larger);
    }

    // ------------------------------------------------------------------------------ with the lock: classes

    /**
     * The class of a length: one for each up to 15, then eight for each doubling.
     *
     * @param pages 1 or more
     * @return 1 or more
     */
    private static int classOf(int pages) {
        int shift = Math.max(0, Integer.SIZE - 1 - CLASS_BITS - Integer.numberOfLeadingZeros(pages));
        return (shift << CLASS_BITS) + (pages >>> shift);
    }

    private long head(int c) {
        return state + HEADS + ((long) c << 3);
    }

    private long first(int c) {
        return RawMemory.getLong(head(c));
    }

    /** The first class from one on that has free runs, or -1. */
    private int nextClass(int from) {
        for (int word = from >>> 6; word <= (CLASS_COUNT - 1) >>> 6; word++) {
            long bits = RawMemory.getLong(state + BITMAP + ((long) word << 3));
            if (word == from >>> 6) {
                bits &= -1L << from;
            }
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    private void setFirst(int c, long run) {
        RawMemory.putLong(head(c), run);
        long word = state + BITMAP + ((long) (c >>> 6) << 3);
        long bit = 1L << c;
        long bits = RawMemory.getLong(word);
        RawMemory.putLong(word, run == 0 ? bits & ~bit : bits | bit);
    }

    private void link(long run, int pages) {
        int c = classOf(pages);
        long next = first(c);
        Region.setPrevious(run, 0);
        Region.setNext(run, next);
        if (next != 0) {
            Region.setPrevious(next, run);
        }
        setFirst(c, run);
    }

    private void unlink(long run, int pages) {
        long previous = Region.previous(run);
        long next = Region.next(run);
        if (next != 0) {
            Region.setPrevious(next, previous);
        }
        if (previous != 0) {
            Region.setNext(previous, next);
        } else {
            setFirst(classOf(pages), next);
        }
    }
}
