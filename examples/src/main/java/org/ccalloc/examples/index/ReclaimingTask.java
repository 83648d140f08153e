package org.ccalloc.examples.index;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ccalloc.spi.CcAllocator;

/** What a reclaimer does: waits until no reader can be looking at what was retired, and frees it. Allocates nothing. */
final class ReclaimingTask implements Crew.Task {

    /** Between two looks at the guards, in nanoseconds: a reader is inside for about as long. */
    private static final long PAUSE_NANOS = 50_000;

    private final Channel<Retirable.Retired> toReclaim;
    private final Epochs epochs;

    /** How often this reclaimer had to wait; written by its thread alone. */
    private final AtomicLong waits = new AtomicLong();

    ReclaimingTask(Channel<Retirable.Retired> toReclaim, Epochs epochs) {
        this.toReclaim = toReclaim;
        this.epochs = epochs;
    }

    long waits() {
        return waits.get();
    }

    @Override
    public void run(CcAllocator allocator) {
        for (var next = toReclaim.take(); next != null; next = toReclaim.take()) {
            while (!epochs.isPast(next.stamp())) {
                if (Thread.interrupted()) {
                    toReclaim.put(next); // for whoever cleans up
                    return;
                }
                waits.setRelease(waits.getPlain() + 1);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            next.what().free(allocator);
            toReclaim.done();
        }
    }
}
