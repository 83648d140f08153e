package org.ccalloc.tck;

import java.util.concurrent.atomic.AtomicReference;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.RawMemory;

/** A correct allocator, in which one thing is to be broken. What is broken must not harm the process. */
abstract class Broken extends ForwardingCcAllocator {

    private final AtomicReference<CcAllocSnapshot> notCounted = new AtomicReference<>(CcAllocSnapshot.ZERO);

    Broken() {
        super(new LibcAllocator());
    }

    /**
     * Leaves something out of the statistics, or adds to them what is negative here.
     *
     * @param snapshot what is not shown
     */
    final void hide(CcAllocSnapshot snapshot) {
        notCounted.accumulateAndGet(snapshot, CcAllocSnapshot::plus);
    }

    @Override
    public CcAllocSnapshot statsSnapshot() {
        return super.statsSnapshot().minus(notCounted.get());
    }

    /**
     * Changes a byte, once.
     *
     * @param address where
     */
    static void spoil(long address) {
        RawMemory.putByte(address, (byte) ~RawMemory.getByte(address));
    }
}
