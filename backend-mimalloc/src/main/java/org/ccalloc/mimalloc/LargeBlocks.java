package org.ccalloc.mimalloc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The large blocks of mimalloc's main heap: from the {@linkplain LargeBlockCache cache} if there is one, and into it. What was not taken
 * again goes back to mimalloc some seconds later, on the thread that loaded it.
 *
 * <p>Only for the class loader that brought the library into the process; others, which nothing is run for later, always ask mimalloc. And
 * not if the environment says when mimalloc is to give memory back.
 */
final class LargeBlocks {

    /** How much is kept at most, in bytes. */
    static final long LIMIT_BYTE_SIZE = 64 << 20;

    /** As mimalloc itself waits before it gives memory back. */
    private static final Duration KEPT_FOR = Duration.ofSeconds(4);

    private static final LargeBlockCache CACHE =
            new LargeBlockCache(isOn() ? LIMIT_BYTE_SIZE : 0, LargeBlocks::release, LargeBlocks::drainSoon);

    private static final AtomicBoolean DRAIN_IS_PENDING = new AtomicBoolean();

    private LargeBlocks() {}

    private static boolean isOn() {
        return MimallocLibrary.LIBRARY.isFirst() && !MimallocSettings.isPurgeDelayGiven();
    }

    /**
     * Allocates a block.
     *
     * @param byteSize bytes, {@link LargeBlockCache#LEAST_BYTE_SIZE} or more
     * @return the block, or 0
     */
    static long malloc(long byteSize) {
        long kept = taken(byteSize, 1);
        return kept != 0 ? kept : MimallocLibrary.malloc(byteSize);
    }

    /**
     * Allocates a block.
     *
     * @param byteSize bytes, {@link LargeBlockCache#LEAST_BYTE_SIZE} or more
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long mallocAligned(long byteSize, long byteAlignment) {
        long kept = taken(byteSize, byteAlignment);
        return kept != 0 ? kept : MimallocLibrary.mallocAligned(byteSize, byteAlignment);
    }

    private static long taken(long byteSize, long byteAlignment) {
        return LargeBlockCache.isKept(byteSize) ? CACHE.take(byteSize, byteAlignment) : 0;
    }

    /**
     * Frees a block.
     *
     * @param address the block
     * @param byteSize its size, {@link LargeBlockCache#LEAST_BYTE_SIZE} or more
     */
    static void free(long address, long byteSize) {
        if (!LargeBlockCache.isKept(byteSize) || !CACHE.put(address, byteSize)) {
            MimallocLibrary.free(address, byteSize);
        }
    }

    private static void drainSoon() {
        if (!DRAIN_IS_PENDING.get() && DRAIN_IS_PENDING.compareAndSet(false, true)) {
            MimallocLibrary.LIBRARY.runLater(LargeBlocks::drainNow, KEPT_FOR);
        }
    }

    /** What comes into the cache from now on is drained the next time. */
    private static void drainNow() {
        DRAIN_IS_PENDING.set(false);
        boolean _ = CACHE.drain();
    }

    /**
     * Gives all that is kept back to mimalloc.
     *
     * @return whether it was anything
     */
    static boolean drain() {
        return CACHE.drain();
    }

    private static void release(long block) {
        MimallocLibrary.free(block, Long.MAX_VALUE);
    }
}
