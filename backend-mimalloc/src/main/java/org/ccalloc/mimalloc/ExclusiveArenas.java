package org.ccalloc.mimalloc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ccalloc.spi.HeapOptions;

/**
 * The arenas in which heaps of fixed capacity were made. mimalloc cannot give an arena back, so each is kept for ever, and
 * serves later heaps. mimalloc has room for 160 arenas in all, its own included, hence a limit.
 *
 * <p>Class loaders that have this class twice have a limit each; mimalloc's own then holds.
 */
final class ExclusiveArenas {

    /** How many there may be. mimalloc takes a second one, and so on, for what is larger than 16 GiB. */
    static final int MOST_ARENAS = 64;

    private static final long MOST_BYTES_IN_ONE = 16L << 30;

    private static final String MEMORY = "memory or address space for an arena";

    private static final String UNUSED_ARENA =
            "an arena that is unused and large enough: close a heap of fixed capacity, or give all of them one capacity, so that"
                    + " each arena can serve the next one";

    /** Those of the library. */
    static final ExclusiveArenas OF_PROCESS = new ExclusiveArenas(MOST_ARENAS);

    private final int mostArenas;
    private final Object lock = new Object();

    /** Those without a heap; guarded by the lock. */
    private final List<ExclusiveArena> unused = new ArrayList<>();

    private int reserved; // guarded by the lock

    /**
     * Reserves nothing yet.
     *
     * @param mostArenas how many there may be
     */
    ExclusiveArenas(int mostArenas) {
        this.mostArenas = mostArenas;
    }

    /**
     * Takes an arena: one that was used before and has just the size, or a new one, or, if there may be no more of them, the
     * smallest unused that is large enough.
     *
     * @param options of a heap of fixed capacity
     * @return the arena, for the caller alone
     * @throws OutOfMemoryError if there is none; says why
     */
    ExclusiveArena take(HeapOptions options) {
        long byteCapacity = options.fixedCapacity().orElseThrow();
        long mostBytes = mostArenas * MOST_BYTES_IN_ONE;
        if (byteCapacity > mostBytes) {
            throw none(options, mostBytes + " bytes or less");
        }
        long byteSize = (byteCapacity + ExclusiveArena.UNIT_BYTE_SIZE - 1) & -ExclusiveArena.UNIT_BYTE_SIZE;
        synchronized (lock) {
            Optional<ExclusiveArena> smallest = unused.stream()
                    .filter(arena -> arena.byteSize() >= byteSize)
                    .min(Comparator.comparingLong(ExclusiveArena::byteSize));
            boolean isExact = smallest.isPresent() && smallest.get().byteSize() == byteSize;
            boolean maybeMore = reserved + countFor(byteSize) <= mostArenas;
            if (!isExact && maybeMore) {
                Optional<ExclusiveArena> fresh = reserve(byteSize);
                if (fresh.isPresent()) {
                    return fresh.get();
                }
            }
            ExclusiveArena arena = smallest.orElseThrow(() -> none(options, maybeMore ? MEMORY : UNUSED_ARENA));
            unused.remove(arena);
            return arena;
        }
    }

    /**
     * Lets an arena serve again.
     *
     * @param arena one that was taken, in which no heap is any more
     */
    void giveBack(ExclusiveArena arena) {
        synchronized (lock) {
            unused.add(arena);
        }
    }

    private Optional<ExclusiveArena> reserve(long byteSize) {
        long id = MimallocHeapLibrary.reserveArena(byteSize);
        if (id == 0) {
            return Optional.empty();
        }
        reserved += countFor(byteSize);
        return Optional.of(new ExclusiveArena(id, byteSize));
    }

    private int countFor(long byteSize) {
        return (int) (1 + (byteSize - 1) / MOST_BYTES_IN_ONE);
    }

    private OutOfMemoryError none(HeapOptions options, String expected) {
        return new OutOfMemoryError("newHeap: name=" + options.name() + ", allocator=mimalloc, byteCapacity="
                + options.fixedCapacity().orElseThrow() + ", arenas=" + reserved + " of " + mostArenas + " (expected "
                + expected + ")");
    }
}
