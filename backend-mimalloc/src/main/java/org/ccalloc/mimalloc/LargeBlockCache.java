package org.ccalloc.mimalloc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * Large blocks that were freed a moment ago, for whoever asks for one of about that size next. mimalloc makes a page of its own for
 * each block above 512 KiB and gives it back when the block is freed, which takes some ten times as long as a smaller
 * block does; programs that work with large buffers mostly free one and ask for the next.
 *
 * <p>Blocks are kept by size, four classes for each doubling, four blocks in each class. A block serves a request of its own class that
 * is not larger than what it was last asked for: so at most a fifth of it is wasted. All blocks together are at most as large as a limit.
 *
 * <pre>
 *   places    0 | block | BUSY | 0 | ...     four for each class
 *   byteSizes of the block in the place of the same index
 *
 *   put:  0 -> BUSY, write the size, BUSY -> block
 *   take: block -> BUSY, read the size, BUSY -> 0; or back to the block if it does not fit
 * </pre>
 *
 * <p>Thread-safe. No operation waits: who finds a place BUSY goes on to the next. So a block may escape a {@link #drain} that comes while another thread
 * looks at it; who puts it into its place says so to whoever has the cache drained.
 */
final class LargeBlockCache {

    /** The smallest blocks that are kept, in bytes. */
    static final long LEAST_BYTE_SIZE = 1 << 20;

    /** The largest. */
    static final long GREATEST_BYTE_SIZE = 32 << 20;

    private static final long EMPTY = 0;

    /** No block has this address. */
    private static final long BUSY = 1;

    /** Bits of a size, after the first, that tell classes apart: four classes for each doubling. */
    private static final int CLASS_BITS = 2;

    private static final int PLACES_PER_CLASS = 4;
    private static final int PLACE_COUNT = (classOf(GREATEST_BYTE_SIZE) + 1) * PLACES_PER_CLASS;

    private final long limitByteSize;
    private final LongConsumer release;
    private final Runnable whenKept;
    private final AtomicLongArray places = new AtomicLongArray(PLACE_COUNT);

    /** Each read and written by whoever made the place BUSY. */
    private final long[] byteSizes = new long[PLACE_COUNT];

    /** Of all blocks that are here, and of those that are on their way in. */
    private final AtomicLong keptByteSize = new AtomicLong();

    /**
     * Makes a cache without blocks.
     *
     * @param limitByteSize how much to keep at most, in bytes; 0 to keep nothing
     * @param release gives a block back to where it is from
     * @param whenKept called each time after a block has come into a place: a drain that begins after this call began finds it
     */
    LargeBlockCache(long limitByteSize, LongConsumer release, Runnable whenKept) {
        this.limitByteSize = limitByteSize;
        this.release = release;
        this.whenKept = whenKept;
    }

    /**
     * Whether blocks of this size are kept, if there is room.
     *
     * @param byteSize bytes
     * @return true from {@link #LEAST_BYTE_SIZE} to {@link #GREATEST_BYTE_SIZE}
     */
    static boolean isKept(long byteSize) {
        return byteSize >= LEAST_BYTE_SIZE && byteSize <= GREATEST_BYTE_SIZE;
    }

    private static int classOf(long byteSize) {
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(byteSize);
        int leastDoubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(LEAST_BYTE_SIZE);
        int within = (int) (byteSize >>> (doubling - CLASS_BITS)) & ((1 << CLASS_BITS) - 1);
        return ((doubling - leastDoubling) << CLASS_BITS) + within;
    }

    /**
     * Keeps a block that was freed.
     *
     * @param block a block; the cache's if the answer is true
     * @param byteSize its size, one that {@link #isKept is kept}
     * @return false if there is no room
     */
    boolean put(long block, long byteSize) {
        if (keptByteSize.addAndGet(byteSize) <= limitByteSize) {
            int first = classOf(byteSize) * PLACES_PER_CLASS;
            for (int place = first; place < first + PLACES_PER_CLASS; place++) {
                if (places.get(place) == EMPTY && places.compareAndSet(place, EMPTY, BUSY)) {
                    byteSizes[place] = byteSize;
                    keep(place, block);
                    return true;
                }
            }
        }
        keptByteSize.addAndGet(-byteSize);
        return false;
    }

    /**
     * Hands out a block.
     *
     * @param byteSize bytes asked for, a size that {@link #isKept is kept}
     * @param byteAlignment a power of two
     * @return a block of that size or more, the caller's from now on; 0 if there is none
     */
    long take(long byteSize, long byteAlignment) {
        int first = classOf(byteSize) * PLACES_PER_CLASS;
        for (int place = first; place < first + PLACES_PER_CLASS; place++) {
            long block = places.get(place);
            if (isBlock(block) && (block & (byteAlignment - 1)) == 0 && places.compareAndSet(place, block, BUSY)) {
                if (byteSizes[place] >= byteSize) {
                    leave(place);
                    return block;
                }
                keep(place, block);
            }
        }
        return 0;
    }

    /**
     * Gives back what is here now.
     *
     * @return whether there was a block
     */
    boolean drain() {
        boolean any = false;
        for (int place = 0; place < PLACE_COUNT; place++) {
            long block = places.get(place);
            if (isBlock(block) && places.compareAndSet(place, block, BUSY)) {
                leave(place);
                release.accept(block);
                any = true;
            }
        }
        return any;
    }

    private static boolean isBlock(long content) {
        return content != EMPTY && content != BUSY;
    }

    private void keep(int place, long block) {
        places.set(place, block);
        whenKept.run();
    }

    private void leave(int place) {
        long byteSize = byteSizes[place];
        places.set(place, EMPTY);
        keptByteSize.addAndGet(-byteSize);
    }

    /**
     * How much is kept, for tests.
     *
     * @return bytes
     */
    long keptByteSize() {
        return keptByteSize.get();
    }
}
