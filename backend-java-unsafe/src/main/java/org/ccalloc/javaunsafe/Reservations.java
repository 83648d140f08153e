package org.ccalloc.javaunsafe;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the allocator holds from the operating system, and the most that it may. */
final class Reservations {

    private final Optional<Reservations> all;
    private final long maxByteSize;
    private final AtomicLong byteSize = new AtomicLong();
    private final AtomicLong highestByteSize = new AtomicLong();

    Reservations(long maxByteSize) {
        this(Optional.empty(), maxByteSize);
    }

    private Reservations(Optional<Reservations> all, long maxByteSize) {
        this.all = all;
        this.maxByteSize = maxByteSize;
    }

    /**
     * The part of these that a heap has.
     *
     * @return nothing yet; what it holds, these hold too
     */
    Reservations part() {
        return new Reservations(Optional.of(this), Long.MAX_VALUE);
    }

    /**
     * Asks the operating system.
     *
     * @param wanted bytes, 1 or more
     * @return where; 0 if it has none, or the most is reached
     */
    long reserve(long wanted) {
        long held;
        do {
            held = byteSize.get();
            if (wanted > maxByteSize - held) {
                return 0;
            }
        } while (!byteSize.compareAndSet(held, held + wanted));
        long address = all.isPresent() ? all.get().reserve(wanted) : reserveFromSystem(wanted);
        if (address == 0) {
            byteSize.addAndGet(-wanted);
        } else {
            highestByteSize.accumulateAndGet(held + wanted, Math::max);
        }
        return address;
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

    long byteSize() {
        return byteSize.get();
    }

    /** What it was at most. */
    long highestByteSize() {
        return highestByteSize.get();
    }
}
