package org.ccalloc.javaunsafe;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * What the allocator holds from the operating system, and the most that it may. What heaps leave for later heaps counts for the
 * most, too, and is given back before anybody is refused.
 */
final class Reservations {

    private final Optional<Reservations> all;
    private final KeptReservations kept;
    private final long maxByteSize;
    private final AtomicLong byteSize = new AtomicLong();
    private final AtomicLong highestByteSize = new AtomicLong();

    Reservations(long maxByteSize, SystemPages systemPages) {
        this(Optional.empty(), new KeptReservations(systemPages), maxByteSize);
    }

    private Reservations(Optional<Reservations> all, KeptReservations kept, long maxByteSize) {
        this.all = all;
        this.kept = kept;
        this.maxByteSize = maxByteSize;
    }

    /**
     * The part of these that a heap has.
     *
     * @return nothing yet; what it holds, these hold too
     */
    Reservations part() {
        return new Reservations(Optional.of(this), kept, Long.MAX_VALUE);
    }

    /**
     * Asks for what is kept, or else the operating system.
     *
     * @param wanted bytes, 1 or more
     * @return where; 0 if there is none, or the most is reached
     */
    long reserve(long wanted) {
        if (all.isPresent()) {
            long address = all.get().reserve(wanted);
            if (address != 0) {
                count(wanted);
            }
            return address;
        }
        synchronized (kept) {
            if (wanted == KeptReservations.BYTE_SIZE && kept.byteSize() > 0) {
                count(wanted);
                return kept.take();
            }
            if (wanted > maxByteSize - byteSize.get() - kept.byteSize()) {
                kept.releaseAll();
            }
            if (wanted > maxByteSize - byteSize.get()) {
                return 0;
            }
            count(wanted);
        }
        long address = reserveFromSystem(wanted);
        if (address == 0 && kept.releaseAll() > 0) {
            address = reserveFromSystem(wanted);
        }
        if (address == 0) {
            byteSize.addAndGet(-wanted);
        }
        return address;
    }

    private void count(long wanted) {
        highestByteSize.accumulateAndGet(byteSize.addAndGet(wanted), Math::max);
    }

    private static long reserveFromSystem(long wanted) {
        long address = Memory.allocate(wanted);
        if (address != 0 && !ChunkMap.reaches(address, wanted)) {
            Memory.release(address);
            return 0;
        }
        return address;
    }

    /**
     * Says how much was asked for too much, for messages.
     *
     * @param wanted bytes that were refused
     * @return words that name the setting; empty if it was not that, but the system that refused
     */
    String shortageOf(long wanted) {
        long left = maxByteSize - byteSize.get();
        return wanted > left
                ? ", of which " + MaxByteSize.PROPERTY + "=" + maxByteSize + " leaves " + left
                        + " bytes; a larger value, or heaps closed, make room"
                : "";
    }

    /**
     * Gives back what {@link #reserve} answered.
     *
     * @param address where
     * @param reserved how much it was
     */
    void release(long address, long reserved) {
        if (all.isPresent()) {
            all.get().release(address, reserved);
        } else {
            Memory.release(address);
        }
        byteSize.addAndGet(-reserved);
    }

    /**
     * Takes over what {@link #reserve} answered, for whoever asks for as much next, if it is an arena of one chunk and not enough are
     * kept.
     *
     * @param address where
     * @param reserved how much it was
     * @param residentByteSize how much of it may be in main memory
     * @return whether it was taken over
     */
    boolean keep(long address, long reserved, long residentByteSize) {
        synchronized (kept) {
            if (reserved != KeptReservations.BYTE_SIZE || !kept.put(address, residentByteSize)) {
                return false;
            }
            byteSize.addAndGet(-reserved);
            all.ifPresent(rest -> rest.byteSize.addAndGet(-reserved));
            return true;
        }
    }

    /**
     * Gives what is kept back to the operating system.
     *
     * @return how many bytes may have been in main memory
     */
    long releaseKept() {
        return kept.releaseAll();
    }

    /** What is kept; not part of {@link #byteSize}. */
    long keptByteSize() {
        return kept.byteSize();
    }

    long byteSize() {
        return byteSize.get();
    }

    /** What it was at most. */
    long highestByteSize() {
        return highestByteSize.get();
    }
}
