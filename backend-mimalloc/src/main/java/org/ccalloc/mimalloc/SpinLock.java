package org.ccalloc.mimalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for some dozens of memory accesses, or for a few microseconds now and then. Not reentrant, not fair. What was done with the lock is seen by who takes it next.
 */
final class SpinLock {

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(SpinLock.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Longer than the lock is held, unless the system has taken the processor from who holds it. */
    private static final int SPINS = 100;

    private static final long PARKED_NANOS = 20_000;

    @SuppressWarnings("unused") // through the handle
    private boolean taken;

    /**
     * Takes the lock unless another thread has it for long.
     *
     * @return whether the caller has it
     */
    boolean tryLock() {
        return TAKEN.compareAndSet(this, false, true) || spin();
    }

    private boolean spin() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if (!(boolean) TAKEN.getOpaque(this) && TAKEN.compareAndSet(this, false, true)) {
                return true;
            }
        }
        return false;
    }

    /** Takes the lock. */
    void lock() {
        while (!tryLock()) {
            LockSupport.parkNanos(PARKED_NANOS);
        }
    }

    /** Gives the lock up, by who has it. */
    void unlock() {
        TAKEN.setRelease(this, false);
    }
}
