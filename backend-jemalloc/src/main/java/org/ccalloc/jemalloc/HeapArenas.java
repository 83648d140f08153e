package org.ccalloc.jemalloc;

import java.util.ArrayDeque;
import org.ccalloc.spi.HeapOptions;

/**
 * The arenas of heaps. That of a heap which was closed is reset and serves a later one: destroying it instead, jemalloc 5.3.1
 * would keep the addresses of its books, 2 MiB each time, and some of their memory.
 */
final class HeapArenas {

    private static final Object LOCK = new Object();

    /** Those without a heap; guarded by the lock. The last one first, since its memory was used last. */
    private static final ArrayDeque<Integer> UNUSED = new ArrayDeque<>();

    private HeapArenas() {}

    /**
     * Takes an arena in which no block is.
     *
     * @param options of the heap, for the message
     * @return its index, for the caller alone
     * @throws OutOfMemoryError if there is none
     */
    static int take(HeapOptions options) {
        synchronized (LOCK) {
            Integer unused = UNUSED.pollLast();
            if (unused != null) {
                return unused;
            }
        }
        return JemallocHeapLibrary.createArena()
                .orElseThrow(() -> new OutOfMemoryError("newHeap: name=" + options.name()
                        + ", allocator=jemalloc (expected memory for another arena, and fewer than 4095 of them)"));
    }

    /**
     * Frees all blocks of an arena and lets it serve again.
     *
     * @param arena one that was taken, and that nobody uses any more
     */
    static void giveBack(int arena) {
        JemallocHeapLibrary.reset(arena);
        synchronized (LOCK) {
            UNUSED.addLast(arena);
        }
    }
}
