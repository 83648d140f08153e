package org.ccalloc.javaunsafe;

import org.jspecify.annotations.Nullable;

/**
 * Where a thread looks for its heap before it asks {@link ThreadHeaps}: a table of fixed length, a place for each thread id's
 * last bits. What is there is a guess; a heap tells whether it is the caller's.
 *
 * @implNote Read and written by anybody, plainly: a thread takes a heap for its own only if it finds its own id there,
 *     which nobody else writes. A record, since the JIT takes the fields of records, and with them the table's length, for
 *     constants.
 * @param heaps the table
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeapHints(@Nullable ThreadHeap[] heaps) {

    /** A power of two: a mask keeps an index inside, and the JIT then needs no check. */
    private static final int LENGTH = 256;

    HeapHints() {
        this(new ThreadHeap[LENGTH]);
    }

    /**
     * The calling thread's heap.
     *
     * @param all knows all heaps
     * @return its heap; null if it has none, as virtual threads and such that never allocated
     */
    @Nullable ThreadHeap own(ThreadHeaps all) {
        long id = Thread.currentThread().threadId();
        ThreadHeap heap = heaps[(int) id & (LENGTH - 1)];
        return heap != null && heap.isOwnedBy(id) ? heap : ownElsewhere(all, id);
    }

    private @Nullable ThreadHeap ownElsewhere(ThreadHeaps all, long id) {
        ThreadHeap heap = all.own();
        if (heap != null) {
            heaps[(int) id & (LENGTH - 1)] = heap;
        }
        return heap;
    }
}
