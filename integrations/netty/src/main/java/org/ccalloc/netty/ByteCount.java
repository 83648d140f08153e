package org.ccalloc.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A sum that many threads add to, most of them without an atomic instruction: each has a cell of its own, as long as
 * there are cells: making a buffer and releasing it costs little more than two such instructions would.
 *
 * <p>A thread finds its cell by its number. If another has that one, or the thread is virtual and so one of very many, it
 * takes part in the common sum. The cell of a thread that is gone, together with what it holds, goes to the next that
 * looks for one there.
 */
final class ByteCount {

    private static final int CELL_COUNT = 256;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Cell[].class);

    private final @Nullable Cell[] cells = new Cell[CELL_COUNT];
    private final LongAdder common = new LongAdder();

    void add(long amount) {
        Thread thread = Thread.currentThread();
        int index = (int) thread.threadId() & (CELL_COUNT - 1);
        Cell cell = cell(index);
        if (cell != null && cell.refersTo(thread)) {
            cell.add(amount);
        } else {
            addWithoutCell(thread, index, cell, amount);
        }
    }

    private void addWithoutCell(Thread thread, int index, @Nullable Cell seen, long amount) {
        if (!thread.isVirtual() && (seen == null || seen.refersTo(null))) {
            Cell cell = new Cell(thread, seen == null ? amount : seen.sum() + amount);
            if (CELL.compareAndSet(cells, index, seen, cell)) {
                return;
            }
        }
        common.add(amount);
    }

    /** Exact if nobody adds meanwhile. */
    long sum() {
        long sum = common.sum();
        for (int index = 0; index < CELL_COUNT; index++) {
            Cell cell = cell(index);
            sum += cell == null ? 0 : cell.sum();
        }
        return sum;
    }

    /** By acquire: the referent is not a final field. */
    private @Nullable Cell cell(int index) {
        return (Cell) CELL.getAcquire(cells, index);
    }

    /** Written by the thread it refers to, read by all. */
    private static final class Cell extends WeakReference<Thread> {
        private static final VarHandle SUM;

        static {
            try {
                SUM = MethodHandles.lookup().findVarHandle(Cell.class, "sum", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("FieldMayBeFinal") // written through the handle
        private long sum;

        Cell(Thread owner, long sum) {
            super(owner);
            this.sum = sum;
        }

        void add(long amount) {
            SUM.setOpaque(this, sum + amount);
        }

        long sum() {
            return (long) SUM.getOpaque(this);
        }
    }
}
