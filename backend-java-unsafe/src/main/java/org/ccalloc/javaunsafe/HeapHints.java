package org.ccalloc.javaunsafe;

import java.util.Arrays;

/**
 * Where a thread looks for its heap before it asks {@link ThreadHeaps}: a place for each thread id's last bits, with the address
 * of a {@link HeapTable}. What is there is a guess; the table tells whether it is the caller's.
 *
 * @implNote Read and written by anybody, plainly: a thread takes a table for its own only if it finds its own id there,
 *     which nobody else writes. A record, since the JIT takes the fields of records, and with them the array's length, for
 *     constants.
 * @param tables addresses, never 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeapHints(long[] tables) {

    /** A power of two: a mask keeps an index inside, and the JIT then needs no check. */
    private static final int LENGTH = 256;

    /** A table that no thread owns. */
    static final long NOBODYS = Slab.heap(Slab.NONE);

    HeapHints() {
        this(new long[LENGTH]);
        clear();
    }

    /** Forgets all heaps. */
    void clear() {
        Arrays.fill(tables, NOBODYS);
    }

    /**
     * A table that may be a thread's.
     *
     * @param tables of the hints; apart from them, since each object that a request goes through costs it time
     * @param threadId the calling thread's id
     * @return an address that can be read
     */
    static long table(long[] tables, long threadId) {
        return tables[(int) threadId & (LENGTH - 1)];
    }

    /**
     * Remembers a table.
     *
     * @param threadId the calling thread's id
     * @param table the table of its heap
     */
    void put(long threadId, long table) {
        tables[(int) threadId & (LENGTH - 1)] = table;
    }
}
