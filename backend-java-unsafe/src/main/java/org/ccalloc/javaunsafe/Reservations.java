package org.ccalloc.javaunsafe;

import java.util.concurrent.atomic.AtomicLong;

/** What the allocator holds from the operating system, and the most that it may. */
final class Reservations {

    private final long maxByteSize;
    private final AtomicLong byteSize = new AtomicLong();

    Reservations(long maxByteSize) {
        this.maxByteSize = maxByteSize;
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
        long address = Memory.allocate(wanted);
        if (address != 0 && !ChunkMap.reaches(address, wanted)) {
            Memory.release(address);
            address = 0;
        }
        if (address == 0) {
            byteSize.addAndGet(-wanted);
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
        Memory.release(address);
        byteSize.addAndGet(-reserved);
    }

    long byteSize() {
        return byteSize.get();
    }
}
