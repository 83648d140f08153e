package org.ccalloc.mimalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * Large blocks that were freed a moment ago, for whoever asks for one of about that size next. mimalloc makes a page of its own for
 * each block above 512 KiB and gives it back when the block is freed, which takes some twenty times as long as a small
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
 * <p>Thread-safe. No operation waits: who finds a place BUSY goes on to the next.
 */
final class LargeBlockCache {

    /** The smallest blocks that are kept, in bytes. */
    static final long LEAST_BYTE_SIZE = 1 << 20;

    /** The largest. */
    static final long GREATEST_BYTE_SIZE = 32 << 20;

    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle KEPT;
    private static final long EMPTY = 0;

    /** No block has this address. */
    private static final long BUSY = 1;

    /** As a power of two. */
    private static final int CLASSES_PER_DOUBLING = 2;

    private static final int PLACES_PER_CLASS = 4;
    private static final int PLACE_COUNT = (classOf(GREATEST_BYTE_SIZE) + 1) * PLACES_PER_CLASS;

    static {
        try {
            KEPT = MethodHandles.lookup().findVarHandle(LargeBlockCache.class, "keptByteSize", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long limitByteSize;
    private final LongConsumer release;
    private final long[] places = new long[PLACE_COUNT];
    private final long[] byteSizes = new long[PLACE_COUNT];

    /** Of all blocks that are here, and of those that are on their way in. */
    @SuppressWarnings("unused") // through the handle
    private long keptByteSize;

    /**
     * Makes a cache without blocks.
     *
     * @param limitByteSize how much to keep at most, in bytes; 0 to keep nothing
     * @param release gives a block back to where it is from
     */
    LargeBlockCache(long limitByteSize, LongConsumer release) {
        this.limitByteSize = limitByteSize;
        this.release = release;
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
        int within = (int) (byteSize >>> (doubling - CLASSES_PER_DOUBLING)) & ((1 << CLASSES_PER_DOUBLING) - 1);
        return ((doubling - leastDoubling) << CLASSES_PER_DOUBLING) + within;
    }

    /**
     * Keeps a block that was freed.
     *
     * @param block a block; the cache's if the answer is true
     * @param byteSize its size, one that {@link #isKept is kept}
     * @return false if there is no room
     */
    boolean put(long block, long byteSize) {
        if ((long) KEPT.getAndAdd(this, byteSize) + byteSize <= limitByteSize) {
            int first = classOf(byteSize) * PLACES_PER_CLASS;
            for (int place = first; place < first + PLACES_PER_CLASS; place++) {
                if ((long) PLACE.getOpaque(places, place) == EMPTY && PLACE.compareAndSet(places, place, EMPTY, BUSY)) {
                    byteSizes[place] = byteSize;
                    PLACE.setRelease(places, place, block);
                    return true;
                }
            }
        }
        KEPT.getAndAdd(this, -byteSize);
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
            long block = (long) PLACE.getOpaque(places, place);
            if (isBlock(block)
                    && (block & (byteAlignment - 1)) == 0
                    && PLACE.compareAndSet(places, place, block, BUSY)) {
                if (byteSizes[place] >= byteSize) {
                    leave(place);
                    return block;
                }
                PLACE.setRelease(places, place, block);
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
            long block = (long) PLACE.getOpaque(places, place);
            if (isBlock(block) && PLACE.compareAndSet(places, place, block, BUSY)) {
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

    private void leave(int place) {
        long byteSize = byteSizes[place];
        PLACE.setRelease(places, place, EMPTY);
        KEPT.getAndAdd(this, -byteSize);
    }

    /**
     * How much is kept, for tests.
     *
     * @return bytes
     */
    long keptByteSize() {
        return (long) KEPT.getVolatile(this);
    }
}
