package org.ccalloc.javaunsafe;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * Reservations of arenas that heaps had which are closed, for later heaps: the system takes a page back, clears it and maps it
 * again, and each of these costs more than what a short-lived heap does with it.
 */
final class KeptReservations {

    /** Of each: an arena of one chunk. */
    static final long BYTE_SIZE = MemoryArenas.reservedByteSize(1);

    /** So that no more than 16 MiB of main memory are kept. */
    private static final int MAX_COUNT = 4;

    private final SystemPages systemPages;

    private final Deque<Kept> kept = new ArrayDeque<>(); // guarded by this

    /** Nobody uses it. Of its bytes so many may be in main memory. */
    private record Kept(long address, long residentByteSize) {}

    /**
     * Keeps nothing yet.
     *
     * @param systemPages takes the pages when all are given back: the C library might keep them
     */
    KeptReservations(SystemPages systemPages) {
        this.systemPages = systemPages;
    }

    /**
     * Takes over a reservation, if there are not enough yet.
     *
     * @param address where
     * @param residentByteSize how much of it may be in main memory
     * @return whether it was taken over
     */
    synchronized boolean put(long address, long residentByteSize) {
        if (kept.size() >= MAX_COUNT) {
            return false;
        }
        kept.push(new Kept(address, residentByteSize));
        return true;
    }

    /**
     * Takes out the one that was put in last.
     *
     * @return where; 0 if there is none
     */
    synchronized long take() {
        return kept.isEmpty() ? 0 : kept.pop().address();
    }

    /** Of all of them together. */
    synchronized long byteSize() {
        return kept.size() * BYTE_SIZE;
    }

    /**
     * Gives all back to the operating system.
     *
     * @return how many bytes of them may have been in main memory
     */
    synchronized long releaseAll() {
        long residentByteSize = 0;
        for (Kept each : kept) {
            systemPages.discard(each.address(), BYTE_SIZE);
            Memory.release(each.address());
            residentByteSize += each.residentByteSize();
        }
        kept.clear();
        return residentByteSize;
    }
}
