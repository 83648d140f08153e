package org.ccalloc.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one allocator: a {@link CounterCell} per platform thread, found in an open-addressing table by
 * thread id, and a few shared cells for virtual threads, which may be millions and leave nothing behind.
 *
 * <pre>
 *   table   cell | cell | null | cell | ...   index = id &amp; (length - 1), linear probing, at most half full
 *   shared  cell | cell | ...                 atomic adds, a stripe by virtual thread id
 *   departed                                  sum of the cells whose owners have ended
 *   baseline                                  what resets have taken away
 *
 *   snapshot = sum(table) + sum(shared) + departed - baseline
 * </pre>
 *
 * <p>A cell never leaves a table; a new table is made instead, without the cells of ended threads, whose counts go to
 * {@code departed} in the same step. A thread that still looks at the old table finds its own cell there as well, since
 * both hold the same object. Resetting writes no cell, it moves the baseline: that is why it loses no update. Thread ids
 * are never used twice in a JVM, so a cell cannot be taken for another thread's.
 *
 * <p>Registering, reading and resetting take the lock; counting does not, not even when the first virtual thread counts.
 */
final class AllocationCounters {

    private static final VarHandle TABLE;
    private static final VarHandle SHARED;
    private static final int LEAST_TABLE_LENGTH = 64;
    private static final @Nullable CounterCell[] NO_TABLE = new CounterCell[1];
    private static final CounterCell[] NOT_YET = {};

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TABLE = lookup.findVarHandle(AllocationCounters.class, "table", CounterCell[].class);
            SHARED = lookup.findVarHandle(AllocationCounters.class, "shared", CounterCell[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Seen by a test, which holds it while others count. */
    final Object lock = new Object();

    /** Written under the lock with release, read by anybody with acquire. The same holds for its elements. */
    private @Nullable CounterCell[] table = NO_TABLE;

    /** Created with the first virtual thread that counts. */
    private volatile CounterCell[] shared = NOT_YET;

    private int tableCells; // guarded by lock
    private CcAllocSnapshot departed = CcAllocSnapshot.ZERO; // guarded by lock
    private CcAllocSnapshot baseline = CcAllocSnapshot.ZERO; // guarded by lock

    // -------------------------------------------------------------------------------------------- counting

    void allocated(long byteSize) {
        Thread thread = Thread.currentThread();
        CounterCell cell = ownCell(thread);
        if (cell != null) {
            cell.allocated(byteSize);
        } else {
            sharedCell(thread).allocatedAtomically(byteSize);
        }
    }

    void freed(long byteSize) {
        Thread thread = Thread.currentThread();
        CounterCell cell = ownCell(thread);
        if (cell != null) {
            cell.freed(byteSize);
        } else {
            sharedCell(thread).freedAtomically(byteSize);
        }
    }

    void freedUnsized() {
        Thread thread = Thread.currentThread();
        CounterCell cell = ownCell(thread);
        if (cell != null) {
            cell.freedUnsized();
        } else {
            sharedCell(thread).freedUnsizedAtomically();
        }
    }

    /**
     * One allocation and one free, in that order, so that no reader sees the free without the allocation.
     *
     * @param oldByteSize what goes
     * @param newByteSize what comes
     */
    void resized(long oldByteSize, long newByteSize) {
        allocated(newByteSize);
        freed(oldByteSize);
    }

    // --------------------------------------------------------------------------------------------- reading

    CcAllocSnapshot snapshot() {
        synchronized (lock) {
            return totals().minus(baseline);
        }
    }

    CcAllocSnapshot reset() {
        synchronized (lock) {
            CcAllocSnapshot totals = totals();
            CcAllocSnapshot taken = totals.minus(baseline);
            baseline = totals;
            return taken;
        }
    }

    /**
     * Cells that exist, for tests of what threads leave behind.
     *
     * @return owned and shared cells
     */
    int cellCount() {
        synchronized (lock) {
            return tableCells + shared.length;
        }
    }

    /** All frees before any allocation: a free that is in the sum then has its allocation in it too. */
    private CcAllocSnapshot totals() {
        CcAllocSnapshot sum = departed;
        for (CounterCell cell : table) {
            sum = cell == null ? sum : sum.plus(cell.frees());
        }
        for (CounterCell cell : shared) {
            sum = sum.plus(cell.frees());
        }
        for (CounterCell cell : table) {
            sum = cell == null ? sum : sum.plus(cell.allocations());
        }
        for (CounterCell cell : shared) {
            sum = sum.plus(cell.allocations());
        }
        return sum;
    }

    // --------------------------------------------------------------------------------------- finding cells

    /**
     * The cell of a platform thread, made if need be.
     *
     * @param thread the calling thread
     * @return its cell; null for a virtual thread
     */
    private @Nullable CounterCell ownCell(Thread thread) {
        long id = thread.threadId();
        @Nullable CounterCell[] cells = table();
        CounterCell cell = cells[(int) id & (cells.length - 1)];
        if (cell != null && cell.ownerId == id) {
            return cell;
        }
        return ownCellElsewhere(thread, id, cells);
    }

    /**
     * The calling thread's cell, if it is where it should be: the short way, for a table that the caller has at hand. The
     * table may be one from before: a cell in it is still its owner's.
     *
     * @param cells a table that {@link #table()} answered
     * @return the cell; null if it has to be looked for, or made, or if the thread is virtual
     */
    static @Nullable CounterCell ownCellIn(@Nullable CounterCell[] cells) {
        long id = Thread.currentThread().threadId();
        CounterCell cell = cells[(int) id & (cells.length - 1)];
        return cell != null && cell.ownerId == id ? cell : null;
    }

    /**
     * The newest table.
     *
     * @return the table, to be read only
     */
    @Nullable CounterCell[] table() {
        return (CounterCell[]) TABLE.getAcquire(this);
    }

    private @Nullable CounterCell ownCellElsewhere(Thread thread, long id, @Nullable CounterCell[] cells) {
        if (thread.isVirtual()) {
            return null;
        }
        int mask = cells.length - 1;
        for (int i = ((int) id + 1) & mask, left = mask; left > 0; i = (i + 1) & mask, left--) {
            CounterCell cell = cells[i];
            if (cell == null) {
                break;
            }
            if (cell.ownerId == id) {
                return cell;
            }
        }
        return register(thread);
    }

    private CounterCell register(Thread thread) {
        CounterCell cell = CounterCell.ownedBy(thread);
        synchronized (lock) {
            if ((tableCells + 1) * 2 > table.length) {
                rebuildTable();
            }
            insert(table, cell);
            tableCells++;
        }
        return cell;
    }

    /** Makes a table of the cells whose owners live, with room for as many again. */
    private void rebuildTable() {
        @Nullable CounterCell[] old = table;
        boolean[] abandoned = new boolean[old.length];
        int live = 0;
        for (int i = 0; i < old.length; i++) {
            CounterCell cell = old[i];
            if (cell != null) {
                // Asked once: an owner may end while this loop runs.
                abandoned[i] = cell.isAbandoned();
                live += abandoned[i] ? 0 : 1;
            }
        }
        @Nullable CounterCell[] rebuilt = new CounterCell[Math.max(LEAST_TABLE_LENGTH, Integer.highestOneBit(live + 1) * 8)];
        for (int i = 0; i < old.length; i++) {
            CounterCell cell = old[i];
            if (cell == null) {
                continue;
            }
            if (abandoned[i]) {
                departed = departed.plus(cell.frees()).plus(cell.allocations());
            } else {
                insert(rebuilt, cell);
            }
        }
        tableCells = live;
        TABLE.setRelease(this, rebuilt);
    }

    private static void insert(@Nullable CounterCell[] cells, CounterCell cell) {
        int mask = cells.length - 1;
        int i = (int) cell.ownerId & mask;
        while (cells[i] != null) {
            i = (i + 1) & mask;
        }
        // Readers get at the cell through the array without a lock; its identity fields are final, its counters start
        // at the default, so nothing of it can be seen unset.
        cells[i] = cell;
    }

    private CounterCell sharedCell(Thread thread) {
        CounterCell[] cells = shared;
        if (cells.length == 0) {
            cells = createSharedCells();
        }
        // Ids of virtual threads come in sequence, so that neighbours in time get different stripes.
        return cells[(int) thread.threadId() & (cells.length - 1)];
    }

    /**
     * Without the lock: the JVM hands that over to a virtual thread that waits for it, and as long as others occupy all of the
     * processors, that one cannot run, and platform threads wait behind it.
     */
    private CounterCell[] createSharedCells() {
        int stripes = Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 8;
        CounterCell[] cells = new CounterCell[stripes];
        for (int i = 0; i < stripes; i++) {
            cells[i] = CounterCell.shared();
        }
        return SHARED.compareAndSet(this, NOT_YET, cells) ? cells : shared;
    }
}
