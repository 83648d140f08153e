package org.ccalloc.mimalloc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.ccalloc.spi.RawMemory;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * The blocks from 64 KiB to 32 MiB of mimalloc's main heap. They are runs of pages in {@linkplain Region regions}, which are blocks of mimalloc's; what is free goes back to
 * the system some seconds later, on the thread that loaded the library.
 *
 * <p>There are several {@link PageRuns}, stripes, of which one is used until threads get into each other's way: so what is free is in one place as long as that costs nothing. The state of the
 * stripes, and the map of the regions, are in native memory, of which a system property tells the other class loaders of the process: a block may be freed through any of
 * them. Only the one that brought the library into the process allocates here, since only for that one something is run later. All blocks are mimalloc's own if the library is not the bundled one, as C code
 * may have the same and free them; if the environment says when mimalloc is to give memory back; and where the system cannot be told about pages.
 *
 * <pre>
 *   0         how many stripes are in use
 *   STRIPES   a state for each
 *   MAP       the map of regions
 * </pre>
 *
 * <p>Thread-safe.
 */
final class LargeBlocks {

    /** The smallest blocks that are runs of pages, in bytes. */
    static final long LEAST_BYTE_SIZE = 64 << 10;

    /** The largest. */
    static final long GREATEST_BYTE_SIZE = 32 << 20;

    /** As mimalloc itself waits before it gives memory back. */
    private static final Duration PURGE_INTERVAL = Duration.ofSeconds(4);

    /** Start of the system property by which class loaders tell each other where the state is; where the library is follows. Another number when the state changes its form. */
    private static final String PUBLISHED = "org.ccalloc.mimalloc.large-blocks.1:";

    private static final int MAX_STRIPES = 16;

    /** More than there are processors would never be used at once. */
    private static final int USABLE_STRIPES =
            Math.min(MAX_STRIPES, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));

    private static final long IN_USE = 0;
    private static final long STRIPES = 64;
    private static final long MAP = STRIPES + MAX_STRIPES * PageRuns.STATE_BYTE_SIZE;
    private static final long STATE_BYTE_SIZE = MAP + RegionMap.LEVEL_BYTE_SIZE;

    private static final SystemPages SYSTEM_PAGES = SystemPages.current();

    /** The address of the state; 0 if there is no memory for it, or no library. */
    private static final long STATE = state();

    private static final boolean IS_ON = STATE != 0
            && MimallocLibrary.LIBRARY.isFirst()
            && MimallocLibrary.LIBRARY.isBundled()
            && !MimallocSettings.isPurgeDelayGiven()
            && SYSTEM_PAGES.canDiscard();

    private static final PageRuns[] ALL_RUNS = IntStream.range(0, MAX_STRIPES)
            .mapToObj(i -> new PageRuns(i, STATE + STRIPES + i * PageRuns.STATE_BYTE_SIZE))
            .toArray(PageRuns[]::new);

    private static final RegionMap REGIONS = new RegionMap(STATE + MAP);

    private static final AtomicBoolean PURGE_IS_PENDING = new AtomicBoolean();

    private static final PageRuns.Memory MEMORY = new PageRuns.Memory() {
        @Override
        public void discard(long address, long byteSize) {
            long _ = SYSTEM_PAGES.discard(address, byteSize);
        }

        @Override
        public void release(long region) {
            REGIONS.remove(region);
            // mimalloc may keep it until the thread that allocated it comes by.
            discard(region, Region.BYTE_SIZE);
            MimallocLibrary.free(region, Region.BYTE_SIZE);
        }
    };

    private LargeBlocks() {}

    private static long state() {
        long library = MimallocLibrary.LIBRARY.addressOf("mi_malloc");
        if (library == 0) {
            return 0;
        }
        String key = PUBLISHED + Long.toHexString(library);
        // As DynamicLinker does: an interned string is the same for all class loaders.
        synchronized (key.intern()) {
            String published = System.getProperty(key);
            if (published != null) {
                return Long.parseUnsignedLong(published, 16);
            }
            long made = zeroed(STATE_BYTE_SIZE);
            if (made != 0) {
                RawMemory.putLong(made + IN_USE, 1);
                System.setProperty(key, Long.toHexString(made));
            }
            return made;
        }
    }

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
     * Allocates a block, of mimalloc itself if need be.
     *
     * @param byteSize bytes, {@link #LEAST_BYTE_SIZE} or more
     * @return the block, or 0
     */
    static long malloc(long byteSize) {
        long block = serves(byteSize) ? allocate(Region.pagesFor(byteSize)) : 0;
        return block != 0 ? block : MimallocLibrary.malloc(byteSize);
    }

    /**
     * Allocates a block, of mimalloc itself if need be.
     *
     * @param byteSize bytes, {@link #LEAST_BYTE_SIZE} or more
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long mallocAligned(long byteSize, long byteAlignment) {
        long block =
                byteAlignment <= Region.PAGE_BYTE_SIZE && serves(byteSize) ? allocate(Region.pagesFor(byteSize)) : 0;
        return block != 0 ? block : MimallocLibrary.mallocAligned(byteSize, byteAlignment);
    }

    private static long allocate(int pages) {
        int stripes = (int) RawMemory.getLongAcquire(STATE + IN_USE);
        int own = ownStripe(stripes);
        PageRuns runs = ALL_RUNS[own];
        long block = runs.tryLock() ? runs.allocateAndUnlock(pages) : allocateInPassing(pages, stripes, own);
        return block != 0 ? block : allocateFromMore(pages, stripes, own);
    }

    /** Ids of threads are consecutive; multiplied by the golden ratio they are scattered (Knuth, The Art of Computer Programming, 6.4). */
    private static int ownStripe(int stripes) {
        return stripes == 1
                ? 0
                : (int) ((Thread.currentThread().threadId() * 0x9e37_79b9_7f4a_7c15L) >>> 32) & (stripes - 1);
    }

    /** Others have the lock of the own stripe for long: a stripe that nobody has locked, and more stripes if there is none. */
    private static long allocateInPassing(int pages, int stripes, int own) {
        for (int i = 1; i < stripes; i++) {
            PageRuns runs = ALL_RUNS[(own + i) & (stripes - 1)];
            if (runs.tryLock()) {
                return runs.allocateAndUnlock(pages);
            }
        }
        if (stripes < USABLE_STRIPES) {
            boolean _ = RawMemory.compareAndSetLong(STATE + IN_USE, stripes, 2L * stripes);
        }
        return ALL_RUNS[own].allocate(pages);
    }

    /** The own stripe has no run that is long enough: those of the others, or a new region. */
    private static long allocateFromMore(int pages, int stripes, int own) {
        for (int i = 1; i < stripes; i++) {
            long block = ALL_RUNS[(own + i) & (stripes - 1)].allocate(pages);
            if (block != 0) {
                return block;
            }
        }
        long region = MimallocLibrary.mallocAligned(Region.BYTE_SIZE, Region.BYTE_SIZE);
        if (region == 0) {
            return 0;
        }
        if (!REGIONS.add(region, LargeBlocks::zeroed)) {
            MimallocLibrary.free(region, Region.BYTE_SIZE);
            return 0;
        }
        return ALL_RUNS[own].allocateIn(region, pages);
    }

    // ------------------------------------------------------------------------------------------- of blocks

    /**
     * Whether a block is a run of pages, of whatever class loader.
     *
     * @param address a live block
     * @return false if it is mimalloc's own
     */
    static boolean contains(long address) {
        return STATE != 0 && REGIONS.find(address) != 0;
    }

    /**
     * Whether a block is a run of pages, of whatever class loader.
     *
     * @param address a live block
     * @param byteSize the size last asked for, which spares most the look
     * @return false if it is mimalloc's own
     */
    static boolean contains(long address, long byteSize) {
        return byteSize >= LEAST_BYTE_SIZE && contains(address);
    }

    private static PageRuns runsOf(long block) {
        return ALL_RUNS[Region.owner(Region.of(block))];
    }

    /**
     * Tells the usable size of a block.
     *
     * @param block a block that this {@linkplain #contains contains}
     * @return bytes
     * @throws IllegalArgumentException if it is seen that it is none
     */
    static long usableSize(long block) {
        return runsOf(block).usableSize(block);
    }

    /**
     * Resizes a block where it is.
     *
     * @param block a block that this {@linkplain #contains contains}
     * @param newByteSize bytes
     * @return whether it has that size now: never if blocks of that size are not runs of pages
     * @throws IllegalArgumentException if it is seen that it is no block
     */
    static boolean resize(long block, long newByteSize) {
        return newByteSize >= LEAST_BYTE_SIZE
                && newByteSize <= GREATEST_BYTE_SIZE
                && runsOf(block).resize(block, Region.pagesFor(newByteSize));
    }

    /**
     * Frees a block.
     *
     * @param block a block that this {@linkplain #contains contains}
     * @throws IllegalArgumentException if it is seen that it is none
     */
    static void free(long block) {
        runsOf(block).free(block);
        purgeSoon();
    }

    // ---------------------------------------------------------------------------------------------- purging

    /** Shrinking does without: the next free comes. */
    private static void purgeSoon() {
        if (!PURGE_IS_PENDING.get() && PURGE_IS_PENDING.compareAndSet(false, true)) {
            MimallocLibrary.LIBRARY.runLater(LargeBlocks::purgeOld, PURGE_INTERVAL);
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
        boolean more = false;
        for (int i = 0; STATE != 0 && i < MAX_STRIPES; i++) {
            more |= ALL_RUNS[i].purge(MEMORY, all);
        }
        return more;
    }
}
