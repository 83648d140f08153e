package org.ccalloc.mimalloc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.nativelibrary.SystemPages;
import org.jspecify.annotations.Nullable;

/**
 * The blocks from 32 KiB to 32 MiB of mimalloc's main heap. They are runs of pages in {@linkplain Region regions}, which are blocks of mimalloc's; what is free goes back to
 * the system some seconds later, on the thread that loaded the library.
 *
 * <p>There are several {@link PageRuns}, stripes, of which one is used until threads get into each other's way: so what is free is in one place as long as that costs nothing.
 *
 * <p>Only the class loader that brought the library into the process allocates here, since only for that one something is run later. Blocks may be freed through any: others
 * know the regions from {@link PublishedRegions}, tell the usable size, and leave free blocks there. All blocks are mimalloc's own if the library is not the bundled one, as C code
 * may have the same and free them; if the environment says when mimalloc is to give memory back; and where the system cannot be told about pages.
 *
 * <p>Thread-safe.
 */
final class LargeBlocks {

    /** The smallest blocks that are runs of pages, in bytes. */
    static final long LEAST_BYTE_SIZE = 32 << 10;

    /** The largest. */
    static final long GREATEST_BYTE_SIZE = 32 << 20;

    /** As mimalloc itself waits before it gives memory back. */
    private static final Duration PURGE_INTERVAL = Duration.ofSeconds(4);

    /** Start of the system property for {@link PublishedRegions}; where the library is follows. Another number when their form changes, or that of {@link Region}. */
    private static final String PUBLISHED = "org.ccalloc.mimalloc.regions.1:";

    private static final SystemPages SYSTEM_PAGES = SystemPages.current();

    private static final PublishedRegions REGIONS_OF_ALL = MimallocLibrary.LIBRARY.has("mi_malloc")
            ? PublishedRegions.of(
                    PUBLISHED + Long.toHexString(MimallocLibrary.LIBRARY.addressOf("mi_malloc")), LargeBlocks::zeroed)
            : PublishedRegions.NONE;

    private static final boolean IS_ON = REGIONS_OF_ALL.exist()
            && MimallocLibrary.LIBRARY.isFirst()
            && MimallocLibrary.LIBRARY.isBundled()
            && !MimallocSettings.isPurgeDelayGiven()
            && SYSTEM_PAGES.canDiscard();

    /** Those of this class loader; empty if this is not on. */
    private static final RegionMap REGIONS = new RegionMap();

    /** As many as there are processors, or half as many: a power of two, at most 16. More would never be used at once. */
    private static final PageRuns[] STRIPES = Stream.generate(PageRuns::new)
            .limit(Math.min(16, Integer.highestOneBit(Runtime.getRuntime().availableProcessors())))
            .toArray(PageRuns[]::new);

    /** How many are in use: a power of two. */
    private static final AtomicInteger STRIPE_COUNT = new AtomicInteger(1);

    private static final AtomicBoolean PURGE_IS_PENDING = new AtomicBoolean();

    private static final PageRuns.Memory MEMORY = new PageRuns.Memory() {
        @Override
        public void discard(long address, long byteSize) {
            long _ = SYSTEM_PAGES.discard(address, byteSize);
        }

        @Override
        public void release(Region region) {
            REGIONS.remove(region);
            REGIONS_OF_ALL.remove(region.address());
            // mimalloc may keep it until the thread that allocated it comes by.
            discard(region.address(), Region.BYTE_SIZE);
            MimallocLibrary.free(region.address(), Region.BYTE_SIZE);
        }
    };

    private LargeBlocks() {}

    private static long zeroed(long byteSize) {
        return MimallocLibrary.zallocAligned(byteSize, Long.BYTES);
    }

    // ------------------------------------------------------------------------------------------ allocating

    /**
     * Whether blocks of this size are runs of pages, if there is memory for a region.
     *
     * @param byteSize bytes
     * @return false also for all sizes, if this is not on
     */
    static boolean serves(long byteSize) {
        return byteSize >= LEAST_BYTE_SIZE && byteSize <= GREATEST_BYTE_SIZE && IS_ON;
    }

    /**
     * Whether blocks of this size and alignment are runs of pages.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return as {@link #serves(long)}
     */
    static boolean serves(long byteSize, long byteAlignment) {
        return byteAlignment <= Region.PAGE_BYTE_SIZE && serves(byteSize);
    }

    /**
     * Allocates a block, of mimalloc itself if need be.
     *
     * @param byteSize bytes
     * @return the block, or 0
     */
    static long malloc(long byteSize) {
        long block = serves(byteSize) ? allocate(Region.pagesFor(byteSize)) : 0;
        return block != 0 ? block : MimallocLibrary.malloc(byteSize);
    }

    /**
     * Allocates a block, of mimalloc itself if need be.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long mallocAligned(long byteSize, long byteAlignment) {
        long block = serves(byteSize, byteAlignment) ? allocate(Region.pagesFor(byteSize)) : 0;
        return block != 0 ? block : MimallocLibrary.mallocAligned(byteSize, byteAlignment);
    }

    private static long allocate(int pages) {
        int count = STRIPE_COUNT.get();
        int own = ownStripe(count);
        PageRuns stripe = STRIPES[own];
        long block = stripe.tryLock() ? stripe.allocateAndUnlock(pages) : allocateInPassing(pages, count, own);
        return block != 0 ? block : allocateFromMore(pages, count, own);
    }

    /** Ids of threads are consecutive; multiplied by the golden ratio they are scattered (Knuth, The Art of Computer Programming, 6.4). */
    private static int ownStripe(int count) {
        return count == 1
                ? 0
                : (int) ((Thread.currentThread().threadId() * 0x9e37_79b9_7f4a_7c15L) >>> 32) & (count - 1);
    }

    /** Others have the lock of the own stripe for long: a stripe that nobody has locked, and more stripes if there is none. */
    private static long allocateInPassing(int pages, int count, int own) {
        for (int i = 1; i < count; i++) {
            PageRuns stripe = STRIPES[(own + i) & (count - 1)];
            if (stripe.tryLock()) {
                return stripe.allocateAndUnlock(pages);
            }
        }
        if (count < STRIPES.length && !STRIPES[own].isBeingPurged()) {
            boolean _ = STRIPE_COUNT.compareAndSet(count, 2 * count);
        }
        return STRIPES[own].allocate(pages);
    }

    /** The own stripe has no run that is long enough: what other class loaders have freed, what other stripes have, or a new region. */
    private static long allocateFromMore(int pages, int count, int own) {
        REGIONS_OF_ALL.takeAll(LargeBlocks::freeForAnother);
        for (int i = 0; i < count; i++) {
            long block = STRIPES[(own + i) & (count - 1)].allocate(pages);
            if (block != 0) {
                return block;
            }
        }
        Region region = newRegion(STRIPES[own]);
        return region == null ? 0 : STRIPES[own].allocateIn(region, pages);
    }

    private static @Nullable Region newRegion(PageRuns stripe) {
        long memory = MimallocLibrary.mallocAligned(Region.BYTE_SIZE, Region.BYTE_SIZE);
        if (memory == 0) {
            return null;
        }
        if (REGIONS_OF_ALL.add(memory, LargeBlocks::zeroed)) {
            try {
                REGIONS.makeRoom(memory);
                Region region = stripe.add(memory);
                REGIONS.add(region);
                return region;
            } catch (OutOfMemoryError _) {
                // Of the Java heap. mimalloc's own blocks need none.
                REGIONS_OF_ALL.remove(memory);
            }
        }
        MimallocLibrary.free(memory, Region.BYTE_SIZE);
        return null;
    }

    // ------------------------------------------------------------------------------------------- of blocks

    /**
     * Whether a block is a run of pages, of whatever class loader.
     *
     * @param address a live block
     * @return false if it is mimalloc's own
     */
    static boolean contains(long address) {
        return IS_ON ? REGIONS.find(address) != null : REGIONS_OF_ALL.exist() && REGIONS_OF_ALL.contain(address);
    }

    /**
     * Whether a block is a run of pages, of whatever class loader.
     *
     * @param address a live block
     * @param byteSize the size last asked for, of a node before it was padded; it spares most the look
     * @return false if it is mimalloc's own
     */
    static boolean contains(long address, long byteSize) {
        return byteSize > LEAST_BYTE_SIZE - CacheLine.byteSize() && contains(address);
    }

    /**
     * Tells the usable size of a block.
     *
     * @param block a block that this {@linkplain #contains contains}
     * @return bytes
     * @throws IllegalArgumentException if it is seen that it is none
     */
    static long usableSize(long block) {
        Region region = REGIONS.find(block);
        return region == null ? Region.usableSizeIn(block) : region.owner().usableSize(region, block);
    }

    /**
     * Resizes a block where it is.
     *
     * @param block a block that this {@linkplain #contains contains}
     * @param newByteSize bytes
     * @return whether it has that size now: never if it is another class loader's, or if blocks of that size are not runs of pages
     * @throws IllegalArgumentException if it is seen that it is no block
     */
    static boolean resize(long block, long newByteSize) {
        Region region = serves(newByteSize) ? REGIONS.find(block) : null;
        return region != null && region.owner().resize(region, block, Region.pagesFor(newByteSize));
    }

    /**
     * Frees a block.
     *
     * @param block a block that this {@linkplain #contains contains}
     * @throws IllegalArgumentException if it is seen that it is none
     */
    static void free(long block) {
        Region region = REGIONS.find(block);
        if (region == null) {
            Region.claim(block);
            REGIONS_OF_ALL.push(block);
        } else {
            region.owner().free(region, block);
            purgeSoon();
        }
    }

    private static void freeForAnother(long block) {
        try {
            free(block);
        } catch (IllegalArgumentException e) {
            // Whose fault it is has gone on, and those who allocate now have nothing to do with it.
            System.getLogger("org.ccalloc")
                    .log(System.Logger.Level.WARNING, "free in another class loader: {0}", e.getMessage());
        }
    }

    // ---------------------------------------------------------------------------------------------- purging

    /** Shrinking does without: the next free comes. */
    private static void purgeSoon() {
        if (!PURGE_IS_PENDING.get() && PURGE_IS_PENDING.compareAndSet(false, true)) {
            try {
                MimallocLibrary.LIBRARY.runLater(LargeBlocks::purgeOld, PURGE_INTERVAL);
            } catch (OutOfMemoryError _) {
                // The block is free all the same; the next free tries again.
                PURGE_IS_PENDING.set(false);
            }
        }
    }

    /** What is freed from now on is for the next time. */
    private static void purgeOld() {
        PURGE_IS_PENDING.set(false);
        if (purge(false)) {
            purgeSoon();
        }
    }

    /** Gives all that is free back, pages to the system and empty regions to mimalloc. */
    static void purge() {
        boolean _ = purge(true);
    }

    private static boolean purge(boolean all) {
        if (!IS_ON) {
            return false;
        }
        REGIONS_OF_ALL.takeAll(LargeBlocks::freeForAnother);
        boolean more = false;
        for (PageRuns stripe : STRIPES) {
            more |= stripe.purge(MEMORY, all);
        }
        return more;
    }
}
