package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a sequence, from nothing allocated to everything given back. With one thread, all live blocks and the
 * statistics are looked at after every operation; with several, each operation looks at its own block, and the end at
 * everything.
 *
 * <p>Operations on a slot take turns in the order of the sequence. That is all that holds threads together, and it
 * cannot deadlock: the earliest operation of the sequence that is not done never waits.
 */
final class SequenceRun {

    /**
     * What was thrown first.
     *
     * @param thread by whom
     * @param thrown what
     */
    private record Thrown(int thread, Throwable thrown) {}

    private static final int SPINS = 200;
    private static final int YIELDS = 200;
    private static final long PAUSE_NANOS = 20_000;

    private final CcAllocator allocator;
    private final List<OperationSequence.Step> steps;
    private final int threads;
    private final AtomicReferenceArray<@Nullable ModelBlock> slots;
    private final LiveRanges ranges = new LiveRanges();
    private final List<ModelledCalls> calls = new ArrayList<>();
    private final boolean counts;
    private final CcAllocSnapshot start;

    /** How many operations before it in the sequence use a step's slot. */
    private final int[] turns;

    /** How many operations on a slot are done. */
    private final AtomicIntegerArray turnsTaken;

    private final AtomicReference<@Nullable Thrown> first = new AtomicReference<>();

    private SequenceRun(CcAllocator allocator, OperationSequence sequence) {
        this.allocator = allocator;
        this.steps = sequence.steps();
        this.threads = sequence.threads();
        int slotCount = sequence.slots();
        this.slots = new AtomicReferenceArray<>(slotCount);
        this.turnsTaken = new AtomicIntegerArray(slotCount);
        this.turns = turns(slotCount);
        // The last is for who gives back what is left.
        for (int i = 0; i <= threads; i++) {
            calls.add(new ModelledCalls(allocator, slots, ranges, i * steps.size()));
        }
        this.counts = allocator.statsEnabled();
        this.start = counts ? allocator.statsSnapshot() : CcAllocSnapshot.ZERO;
    }

    /**
     * Runs a sequence.
     *
     * @param allocator on which no other thread works
     * @param sequence what to do
     * @return what went wrong, or null
     */
    static @Nullable SequenceFailure of(CcAllocator allocator, OperationSequence sequence) {
        return new SequenceRun(allocator, sequence).run();
    }

    private int[] turns(int slotCount) {
        int[] result = new int[steps.size()];
        int[] seen = new int[slotCount];
        for (int i = 0; i < result.length; i++) {
            int slot = steps.get(i).operation().slot();
            result[i] = slot == Operation.NO_SLOT ? 0 : seen[slot]++;
        }
        return result;
    }

    private @Nullable SequenceFailure run() {
        if (threads == 1) {
            work(0);
        } else {
            Workers.run(threads, this::work);
        }
        if (first.get() == null) {
            guarded(threads, this::giveBackWhatIsLeft);
        }
        Thrown thrown = first.get();
        return thrown == null ? null : failure(thrown);
    }

    private SequenceFailure failure(Thrown thrown) {
        List<Trace.Entry> entries = Trace.merged(calls.stream().map(ModelledCalls::trace));
        SequenceFailure failure = SequenceFailure.of(thrown.thrown, calls.get(thrown.thread), entries);
        if (failure.isHarmless()) {
            rescueWhatIsLeft();
        }
        return failure;
    }

    private void work(int thread) {
        guarded(thread, () -> {
            for (int i = 0; i < steps.size() && first.get() == null; i++) {
                if (steps.get(i).thread() == thread) {
                    runInTurn(i, thread);
                }
            }
        });
    }

    private void runInTurn(int index, int thread) {
        Operation operation = steps.get(index).operation();
        int slot = operation.slot();
        if (slot != Operation.NO_SLOT && !awaitTurn(slot, turns[index])) {
            return;
        }
        ModelledCalls mine = calls.get(thread);
        boolean isDone = mine.run(index, thread, operation);
        if (slot != Operation.NO_SLOT) {
            turnsTaken.setRelease(slot, turns[index] + 1);
        }
        if (threads == 1 && isDone) {
            mine.expectAllIntact(operation);
            expectCounted(mine.countingRule(), operation);
        }
    }

    /** Waits; answers false if another thread has failed meanwhile. */
    private boolean awaitTurn(int slot, int turn) {
        for (int i = 0; turnsTaken.getAcquire(slot) != turn; i++) {
            if (first.get() != null) {
                return false;
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i < SPINS + YIELDS) {
                Workers.letOthersRun();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }

    private void giveBackWhatIsLeft() {
        ModelledCalls last = calls.getLast();
        int index = steps.size();
        for (int slot = 0; slot < slots.length(); slot++) {
            last.run(index++, 0, new Operation.Free(slot));
        }
        expectCounted("C01", null);
    }

    private void expectCounted(String rule, @Nullable Operation last) {
        if (!counts) {
            return;
        }
        CcAllocSnapshot found = allocator.statsSnapshot().minus(start);
        CcAllocSnapshot expected = CcAllocSnapshot.ZERO;
        for (ModelledCalls each : calls) {
            expected = expected.plus(each.counted());
        }
        if (!found.equals(expected)) {
            String occasion = last == null ? "all operations" : calls.getFirst().call(last);
            throw new RuleBroken(rule, "statistics after " + occasion + ": " + found + " (expected " + expected + ")");
        }
    }

    private void guarded(int thread, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            first.compareAndSet(null, new Thrown(thread, e));
        }
    }

    /** Gives back blocks of an allocator that is not what it should be, as far as it lets us. */
    private void rescueWhatIsLeft() {
        for (ModelBlock block : ranges.blocks()) {
            try {
                allocator.free(block.address(), block.byteSize());
            } catch (RuntimeException | Error _) {
                return;
            }
        }
    }
}
