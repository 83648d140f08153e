package org.ccalloc.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;

/**
 * Counters that are written by one thread only, its owner, or, in a cell without owner, by anybody with atomic adds.
 *
 * <p>Writes of the free side are releases and its reads acquires: a reader that has seen a free then also sees the
 * allocation of the same block, which was counted before the block's address was handed out. The class extends its own
 * padding, so that no two cells, and no cell and its header's neighbour, share a pair of cache lines.
 */
final class CounterCell extends CounterCellValues {

    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;

    private static final VarHandle ALLOC_COUNT = handle("allocCount");
    private static final VarHandle ALLOC_BYTES = handle("allocBytes");
    private static final VarHandle SIZED_FREE_COUNT = handle("sizedFreeCount");
    private static final VarHandle UNSIZED_FREE_COUNT = handle("unsizedFreeCount");
    private static final VarHandle FREE_BYTES = handle("freeBytes");

    /** Never the id of a thread: those are positive. */
    private static final long NOBODY = 0;

    private final WeakReference<Thread> owner;

    private CounterCell(long ownerId, WeakReference<Thread> owner) {
        super(ownerId);
        this.owner = owner;
    }

    static CounterCell ownedBy(Thread thread) {
        return new CounterCell(thread.threadId(), new WeakReference<>(thread));
    }

    static CounterCell shared() {
        return new CounterCell(NOBODY, new WeakReference<>(null));
    }

    /**
     * Whether the owner will never write again. A thread seen dead has happened-before this, so its last counts are
     * visible.
     *
     * @return true if the owner has ended
     */
    boolean isAbandoned() {
        Thread thread = owner.get();
        return thread == null || !thread.isAlive();
    }

    // Owner only: a read-modify-write needs no atomicity where there is one writer.

    void allocated(long byteSize) {
        ALLOC_COUNT.setOpaque(this, allocCount + 1);
        ALLOC_BYTES.setOpaque(this, allocBytes + byteSize);
    }

    void freed(long byteSize) {
        SIZED_FREE_COUNT.setRelease(this, sizedFreeCount + 1);
        FREE_BYTES.setRelease(this, freeBytes + byteSize);
    }

    void freedUnsized() {
        UNSIZED_FREE_COUNT.setRelease(this, unsizedFreeCount + 1);
    }

    // Anybody, in a cell without owner.

    void allocatedAtomically(long byteSize) {
        ALLOC_COUNT.getAndAdd(this, 1L);
        ALLOC_BYTES.getAndAdd(this, byteSize);
    }

    void freedAtomically(long byteSize) {
        SIZED_FREE_COUNT.getAndAdd(this, 1L);
        FREE_BYTES.getAndAdd(this, byteSize);
    }

    void freedUnsizedAtomically() {
        UNSIZED_FREE_COUNT.getAndAdd(this, 1L);
    }

    // Readers.

    /** Each free is in one count only, so that none of them, nor their difference, is ever seen to become smaller. */
    CcAllocSnapshot frees() {
        long sized = (long) SIZED_FREE_COUNT.getAcquire(this);
        long unsized = (long) UNSIZED_FREE_COUNT.getAcquire(this);
        return new CcAllocSnapshot(0, sized + unsized, unsized, 0, (long) FREE_BYTES.getAcquire(this));
    }

    CcAllocSnapshot allocations() {
        return new CcAllocSnapshot((long) ALLOC_COUNT.getOpaque(this), 0, 0, (long) ALLOC_BYTES.getOpaque(this), 0);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(CounterCellValues.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}

/** The counters, between the padding before and the padding after. */
abstract sealed class CounterCellValues extends CounterCellPadding permits CounterCell {
    /** Looked at before every count, hence on the counters' line; never changes. */
    final long ownerId;

    long allocCount;
    long allocBytes;
    long sizedFreeCount;
    long unsizedFreeCount;
    long freeBytes;

    CounterCellValues(long ownerId) {
        this.ownerId = ownerId;
    }
}

/** Keeps whatever object lies before away: 128 bytes, since x86 fetches lines in pairs. */
@SuppressWarnings("unused")
abstract sealed class CounterCellPadding permits CounterCellValues {
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}
