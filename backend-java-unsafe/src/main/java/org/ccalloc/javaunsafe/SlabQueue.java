package org.ccalloc.javaunsafe;

/**
 * The queue tier: slabs of one thread heap and one size class, linked through their descriptors; those with room, or those
 * that are full. For the heap's owner alone.
 */
final class SlabQueue {

    private static final long NEXT = 16;
    static final long PREVIOUS = 24;

    private long first;
    private long last;

    long first() {
        return first;
    }

    static long next(long slab) {
        return Memory.getLong(slab + NEXT);
    }

    /**
     * Whether a slab is the only one.
     *
     * @param slab one in this queue
     * @return whether there is no other
     */
    boolean isOnly(long slab) {
        return first == slab && last == slab;
    }

    void addLast(long slab) {
        Memory.putLong(slab + NEXT, 0);
        Memory.putLong(slab + PREVIOUS, last);
        if (last == 0) {
            first = slab;
        } else {
            Memory.putLong(last + NEXT, slab);
        }
        last = slab;
    }

    void remove(long slab) {
        long next = Memory.getLong(slab + NEXT);
        long previous = Memory.getLong(slab + PREVIOUS);
        if (previous == 0) {
            first = next;
        } else {
            Memory.putLong(previous + NEXT, next);
        }
        if (next == 0) {
            last = previous;
        } else {
            Memory.putLong(next + PREVIOUS, previous);
        }
    }

    /**
     * Fails if the links do not agree with each other.
     *
     * @return how many slabs there are
     * @throws IllegalStateException if they do not
     */
    int checkInvariants() {
        int count = 0;
        long previous = 0;
        for (long slab = first; slab != 0; slab = next(slab)) {
            if (Memory.getLong(slab + PREVIOUS) != previous) {
                throw new IllegalStateException("queue: previous=0x" + Long.toHexString(Memory.getLong(slab + PREVIOUS))
                        + " (expected 0x" + Long.toHexString(previous) + ")");
            }
            previous = slab;
            count++;
        }
        if (previous != last) {
            throw new IllegalStateException(
                    "queue: last=0x" + Long.toHexString(last) + " (expected 0x" + Long.toHexString(previous) + ")");
        }
        return count;
    }
}
