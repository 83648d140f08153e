package org.ccalloc.mimalloc;

import java.util.concurrent.locks.LockSupport;
import org.ccalloc.spi.RawMemory;

/**
 * A lock that is a word of native memory, 0 while nobody has it: so all class loaders of the process have the same. For some dozens of memory accesses, no call, no allocation. Not
 * reentrant, not fair. What was done with the lock is seen by who takes it next.
 */
final class NativeLock {

    private static final long FREE = 0;
    private static final long TAKEN = 1;

    /** Longer than the lock is held, unless the system has taken the processor from who holds it. */
    private static final int SPINS = 100;

    private static final long PARKED_NANOS = 20_000;

    private NativeLock() {}

    /**
     * Takes the lock unless another thread has it for long.
     *
     * @param lock the address of the word
     * @return whether the caller has it
     */
    static boolean tryLock(long lock) {
        for (int i = 0; i < SPINS; i++) {
            if (RawMemory.getLongAcquire(lock) == FREE && RawMemory.compareAndSetLong(lock, FREE, TAKEN)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /**
     * Takes the lock.
     *
     * @param lock the address of the word
     */
    static void lock(long lock) {
        while (!tryLock(lock)) {
            LockSupport.parkNanos(PARKED_NANOS);
        }
    }

    /**
     * Gives the lock up.
     *
     * @param lock the address of the word, which the caller has taken
     */
    static void unlock(long lock) {
        RawMemory.putLongRelease(lock, FREE);
    }
}
