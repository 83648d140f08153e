package org.ccalloc.mimalloc;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs of pages in some {@linkplain Region regions}: blocks, and free runs, by their length. A request gets the end of a free run of its own class, or of the next
 * larger one that has any; free neighbours are one run. Classes and their bitmap as in Masmano, Ripoll, Crespo and
 * Real, "TLSF: A New Dynamic Memory Allocator for Real-Time Systems", 2004, here with eight classes for each doubling.
 *
 * <p>A run goes by a number: the index of its region, then its first page there. There is no run 0.
 *
 * <p>Thread-safe: all operations hold the lock; {@code purge} without it talks to the system.
 */
final class PageRuns {

    /** Bits of a length, after the first, that tell classes apart. */
    private static final int CLASS_BITS = 3;

    private static final int CLASS_COUNT = classOf(Region.USABLE_PAGE_COUNT) + 1;

    /** How many runs of a request's own class are looked at, which may be too short. */
    private static final int LOOKS = 8;

    /** How many runs are taken out at once to be purged. */
    private static final int PURGE_BATCH = 256;

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
         * @param region one that belongs to nobody any more
         */
        void release(Region region);
    }

    private final SpinLock lock = new SpinLock();

    /** By index; null where one was given back. */
    private @Nullable Region[] regions = new @Nullable Region[4];

    /** Which classes have free runs, a bit for each. */
    private final long[] bitmap = new long[(CLASS_COUNT >>> 6) + 1];

    /** The first free run of each class, or 0. */
    private final int[] heads = new int[CLASS_COUNT];

    /** How often {@link #purge} was begun. */
    private int clock;

    /** What is being purged; for who has the monitor. */
    private final Taken taken = new Taken();

    private volatile boolean isBeingPurged;

    /** Makes one without regions. */
    PageRuns() {
        // What the JVM has to link for that it has linked now, and not when there is no memory for it.
        lock.lock();
        lock.unlock();
    }

    // ------------------------------------------------------------------------------------------ operations

    /**
     * Takes the lock unless somebody else has it for long.
     *
     * @return whether the caller has it, which {@link #allocateAndUnlock} then gives up
     */
    boolean tryLock() {
        return lock.tryLock();
    }

    /**
     * Allocates.
     *
     * @param pages how many, {@link Region#LEAST_LISTED_LENGTH} to {@link Region#USABLE_PAGE_COUNT}
     * @return a block, or 0
     */
    long allocate(int pages) {
        lock.lock();
        return allocateAndUnlock(pages);
    }

    /**
     * Allocates, by who has the lock, and gives it up.
     *
     * @param pages how many, {@link Region#LEAST_LISTED_LENGTH} to {@link Region#USABLE_PAGE_COUNT}
     * @return a block, or 0
     */
    long allocateAndUnlock(int pages) {
        try {
            int run = find(pages);
            return run == 0 ? 0 : cut(run, pages);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds memory.
     *
     * @param address of {@link Region#BYTE_SIZE} bytes, a multiple of that
     * @return a region that nothing is allocated in before {@link #allocateIn}
     * @throws OutOfMemoryError if the Java heap has no room for what is to be known of it; then nothing has changed
     */
    Region add(long address) {
        Region region = new Region(address, this);
        lock.lock();
        try {
            int index = 0;
            while (index < regions.length && regions[index] != null) {
                index++;
            }
            if (index == regions.length) {
                regions = Arrays.copyOf(regions, 2 * index);
            }
            region.setIndex(index);
            regions[index] = region;
            return region;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Allocates in a region that was just added.
     *
     * @param region the region
     * @param pages how many, {@link Region#LEAST_LISTED_LENGTH} to {@link Region#USABLE_PAGE_COUNT}
     * @return a block
     */
    long allocateIn(Region region, int pages) {
        lock.lock();
        try {
            return cut(free(region, Region.FIRST_PAGE, Region.USABLE_PAGE_COUNT, 0), pages);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees.
     *
     * @param region one of these
     * @param block a block in it
     * @throws IllegalArgumentException if it is seen that it is none
     */
    void free(Region region, long block) {
        lock.lock();
        try {
            int page = region.pageOf(block);
            int _ = free(region, page, Region.length(region.tag(page)), now());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells the usable size of a block.
     *
     * @param region one of these
     * @param block a block in it
     * @return bytes
     * @throws IllegalArgumentException if it is seen that it is none
     */
    long usableSize(Region region, long block) {
        lock.lock();
        try {
            return Region.length(region.tag(region.pageOf(block))) * Region.PAGE_BYTE_SIZE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a block another length where it is, if there is room behind it.
     *
     * @param region one of these
     * @param block a block in it
     * @param pages how many it is to have, 1 to {@link Region#USABLE_PAGE_COUNT}
     * @return whether it has as many now
     * @throws IllegalArgumentException if it is seen that it is no block
     */
    boolean resize(Region region, long block, int pages) {
        lock.lock();
        try {
            int page = region.pageOf(block);
            int had = Region.length(region.tag(page));
            return pages <= had ? shorten(region, page, had, pages) : lengthen(region, page, had, pages);
        } finally {
            lock.unlock();
        }
    }

    private boolean shorten(Region region, int page, int had, int pages) {
        if (pages < had) {
            region.setBlock(page, pages);
            int _ = free(region, page + pages, had - pages, now());
        }
        return true;
    }

    private boolean lengthen(Region region, int page, int had, int pages) {
        int after = page + had;
        int tag = region.tag(after);
        int more = Region.length(tag);
        int left = had + more - pages;
        if (!Region.isFree(tag) || left < 0) {
            return false;
        }
        int freedAt = region.freedAt(after, more, now());
        unlink(region, after, more);
        region.setBlock(page, pages);
        if (left > 0) {
            region.setFree(page + pages, left, freedAt);
            link(region, page + pages, left);
        }
        return true;
    }

    // ---------------------------------------------------------------------------------------------- purging

    /** Free runs that were taken out, so that nobody else has them. Made beforehand: there may be no memory for it when it is needed. */
    private static final class Taken {
        private final @Nullable Region[] regions = new @Nullable Region[PURGE_BATCH];
        private final int[] pages = new int[PURGE_BATCH];
        private final int[] lengths = new int[PURGE_BATCH];
        private int count;

        boolean isFull() {
            return count == PURGE_BATCH;
        }

        void add(Region region, int page, int length) {
            regions[count] = region;
            pages[count] = page;
            lengths[count] = length;
            count++;
        }

        Region region(int i) {
            return Objects.requireNonNull(regions[i]);
        }
    }

    /**
     * Gives free pages back to the system, and empty regions to where they are from. Who comes while another thread does so waits, and
     * finds what that one had taken out put back.
     *
     * @param memory does it; called without the lock
     * @param all also what was freed since the last time
     * @return whether something is left to give back, another time
     */
    synchronized boolean purge(Memory memory, boolean all) {
        isBeingPurged = true;
        try {
            int latest = tick(all);
            // Not until there is nothing more: others may free as fast as this purges.
            for (int rounds = countResident(latest) / PURGE_BATCH; rounds >= 0; rounds--) {
                take(latest);
                try {
                    for (int i = 0; i < taken.count; i++) {
                        memory.discard(
                                taken.region(i).address(taken.pages[i]), taken.lengths[i] * Region.PAGE_BYTE_SIZE);
                    }
                } finally {
                    putBack();
                }
                for (int i = 0; i < taken.count; i++) {
                    memory.release(taken.region(i));
                }
            }
            return countResident(Integer.MAX_VALUE) > 0;
        } finally {
            isBeingPurged = false;
        }
    }

    /**
     * Whether the lock may be taken for longer than usual.
     *
     * @return true while somebody purges
     */
    boolean isBeingPurged() {
        return isBeingPurged;
    }

    /**
     * Lets what is freed from now on be told from what was freed before.
     *
     * @param all whether what was freed since the last time is wanted, too
     * @return the latest time of what is wanted
     */
    private int tick(boolean all) {
        lock.lock();
        try {
            clock++;
            return all ? clock : clock - 1;
        } finally {
            lock.unlock();
        }
    }

    /** By the clock; above 0. */
    private int now() {
        return clock + 1;
    }

    /** Takes free runs out that were freed at some time or before, as many as there is room for. */
    private void take(int latest) {
        taken.count = 0;
        lock.lock();
        try {
            for (int c = nextClass(0); c >= 0; c = nextClass(c + 1)) {
                int next;
                for (int run = heads[c]; run != 0; run = next) {
                    next = regionOf(run).next(pageOf(run));
                    if (isResident(run, latest)) {
                        takeOut(regionOf(run), pageOf(run));
                        if (taken.isFull()) {
                            return;
                        }
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeOut(Region region, int page) {
        int length = Region.length(region.tag(page));
        unlink(region, page, length);
        region.setTaken(page, length);
        taken.add(region, page, length);
    }

    private boolean isResident(int run, int latest) {
        int freedAt = regionOf(run).freedAt(pageOf(run), Region.LEAST_LISTED_LENGTH, now());
        return freedAt != 0 && freedAt <= latest;
    }

    private int countResident(int latest) {
        lock.lock();
        try {
            int count = 0;
            for (int c = nextClass(0); c >= 0; c = nextClass(c + 1)) {
                for (int run = heads[c]; run != 0; run = regionOf(run).next(pageOf(run))) {
                    count += isResident(run, latest) ? 1 : 0;
                }
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what was taken, and takes out the regions that are empty: of them are then those that are left. */
    private void putBack() {
        int count = taken.count;
        taken.count = 0;
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                Region region = taken.region(i);
                int page = pageOf(free(region, taken.pages[i], taken.lengths[i], 0));
                int length = Region.length(region.tag(page));
                if (length == Region.USABLE_PAGE_COUNT && region.freedAt(page, length, now()) == 0) {
                    unlink(region, page, length);
                    regions[region.index()] = null;
                    taken.add(region, page, length);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // -------------------------------------------------------------------------------- with the lock: runs

    private Region regionOf(int run) {
        return Objects.requireNonNull(regions[run >>> Region.PAGE_COUNT_BITS]);
    }

    private static int pageOf(int run) {
        return run & ((1 << Region.PAGE_COUNT_BITS) - 1);
    }

    private static int run(Region region, int page) {
        return (region.index() << Region.PAGE_COUNT_BITS) | page;
    }

    /** Makes the last pages of a free run a block, and answers its address: so the rest mostly stays in its list. */
    private long cut(int run, int pages) {
        Region region = regionOf(run);
        int page = pageOf(run);
        int had = Region.length(region.tag(page));
        int left = had - pages;
        if (left == 0) {
            unlink(region, page, had);
        } else {
            setLength(region, page, had, left, region.freedAt(page, had, now()));
        }
        region.setBlock(page + left, pages);
        return region.address(page + left);
    }

    /**
     * Makes a run free that is in no list: one with the free ones beside it.
     *
     * @param region which
     * @param page its first; not marked as free
     * @param pages its length
     * @param freedAt now, or 0 if nothing of it is resident
     * @return the free run that it is in
     */
    private int free(Region region, int page, int pages, int freedAt) {
        int sum = pages;
        int earliest = freedAt;
        int after = region.tag(page + pages);
        if (Region.isFree(after)) {
            int more = Region.length(after);
            sum += more;
            earliest = earlier(earliest, region.freedAt(page + pages, more, now()));
            unlink(region, page + pages, more);
        }
        int before = region.lengthOfFreeBefore(page);
        if (before == 0) {
            region.setFree(page, sum, earliest);
            link(region, page, sum);
            return run(region, page);
        }
        region.setInside(page);
        int first = page - before;
        setLength(region, first, before, before + sum, earlier(earliest, region.freedAt(first, before, now())));
        return run(region, first);
    }

    /** The earlier: pages that are used and freed again and again are not to keep those beside them resident. */
    private static int earlier(int one, int other) {
        return one == 0 || other == 0 ? one | other : Math.min(one, other);
    }

    /** Changes the length of a free run that is in a list. */
    private void setLength(Region region, int page, int had, int pages, int freedAt) {
        boolean moves = classOf(had) != classOf(pages);
        if (moves) {
            unlink(region, page, had);
        }
        region.setFree(page, pages, freedAt);
        if (moves) {
            link(region, page, pages);
        }
    }

    private int find(int pages) {
        int own = classOf(pages);
        int looks = 0;
        for (int run = heads[own];
                run != 0 && looks < LOOKS;
                run = regionOf(run).next(pageOf(run))) {
            if (Region.length(regionOf(run).tag(pageOf(run))) >= pages) {
                return run;
            }
            looks++;
        }
        int larger = nextClass(own + 1);
        return larger < 0 ? 0 : heads[larger];
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

    /** The first class from one on that has free runs, or -1. */
    private int nextClass(int from) {
        for (int word = from >>> 6; word < bitmap.length; word++) {
            long bits = word == from >>> 6 ? bitmap[word] & (-1L << from) : bitmap[word];
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    private void setHead(int c, int run) {
        heads[c] = run;
        if (run == 0) {
            bitmap[c >>> 6] &= ~(1L << c);
        } else {
            bitmap[c >>> 6] |= 1L << c;
        }
    }

    private void link(Region region, int page, int pages) {
        if (!Region.isListed(pages)) {
            return;
        }
        int c = classOf(pages);
        int run = run(region, page);
        int next = heads[c];
        region.setPrevious(page, 0);
        region.setNext(page, next);
        if (next != 0) {
            regionOf(next).setPrevious(pageOf(next), run);
        }
        setHead(c, run);
    }

    private void unlink(Region region, int page, int pages) {
        if (!Region.isListed(pages)) {
            return;
        }
        int previous = region.previous(page);
        int next = region.next(page);
        if (next != 0) {
            regionOf(next).setPrevious(pageOf(next), previous);
        }
        if (previous != 0) {
            regionOf(previous).setNext(pageOf(previous), next);
        } else {
            setHead(classOf(pages), next);
        }
    }
}
