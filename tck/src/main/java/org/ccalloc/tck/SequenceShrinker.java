package org.ccalloc.tck;

import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing sequence small: first with fewer operations, then with plainer calls, smaller sizes and alignments.
 * Every try is a run on a new allocator, and only a failure of the same kind counts.
 */
final class SequenceShrinker {

    private static final long LEAST_BYTE_SIZE = 1;

    private final Supplier<CcAllocator> allocators;
    private final String kind;
    private final int tries;
    private final ShrinkBudget budget;
    private @Nullable SequenceFailure last;

    /**
     * A search.
     *
     * @param allocators makes new ones
     * @param kind what a failure has to be
     * @param tries how often a sequence may be run until it fails: more than once if several threads race
     * @param budget when to stop
     */
    SequenceShrinker(Supplier<CcAllocator> allocators, String kind, int tries, ShrinkBudget budget) {
        this.allocators = allocators;
        this.kind = kind;
        this.tries = tries;
        this.budget = budget;
    }

    /**
     * Runs a sequence.
     *
     * @param sequence one with no more threads than the failing one
     * @return how it failed, or null if it did not, or otherwise than it should
     */
    @Nullable SequenceFailure failure(OperationSequence sequence) {
        // So that names in messages have no gaps, whatever was taken out.
        OperationSequence renumbered = sequence.renumbered();
        for (int i = 0; i < (renumbered.threads() == 1 ? 1 : tries) && !budget.isSpent(); i++) {
            budget.spendRun();
            SequenceFailure failure = SequenceRun.of(allocators.get(), renumbered);
            if (failure != null && failure.kind().equals(kind)) {
                last = failure;
                return failure;
            }
        }
        return null;
    }

    /**
     * How the last sequence that failed did so.
     *
     * @param other what to answer if none has failed so far
     * @return the failure
     */
    SequenceFailure lastOr(SequenceFailure other) {
        return last == null ? other : last;
    }

    /**
     * Makes a sequence small.
     *
     * @param failing one that fails
     * @param failure how it did
     * @return one that fails, too
     */
    OperationSequence shrink(OperationSequence failing, SequenceFailure failure) {
        OperationSequence smallest = orElse(failing, upTo(failing, failure));
        smallest = orElse(smallest, smallest.onOneThread());
        smallest = withFewerOperations(smallest);
        smallest = withPlainerCalls(smallest);
        smallest = withSmallerArguments(smallest);
        // What was large or special may have been all that held an operation.
        return withFewerOperations(smallest);
    }

    private OperationSequence orElse(OperationSequence failing, OperationSequence simpler) {
        return !simpler.equals(failing) && failure(simpler) != null ? simpler : failing;
    }

    private static OperationSequence upTo(OperationSequence sequence, SequenceFailure failure) {
        int last = failure.entries().isEmpty() ? 0 : failure.entries().getLast().index() + 1;
        return new OperationSequence(sequence.steps().subList(0, Math.min(last, sequence.size())));
    }

    private OperationSequence withFewerOperations(OperationSequence failing) {
        return new OperationSequence(DeltaDebugging.minimize(
                failing.steps(), steps -> failure(new OperationSequence(steps)) != null, budget::isSpent));
    }

    // ---------------------------------------------------------------------------------------- plainer calls

    private OperationSequence withPlainerCalls(OperationSequence failing) {
        OperationSequence smallest = failing;
        for (int i = 0; i < failing.size() && !budget.isSpent(); i++) {
            Operation operation = smallest.steps().get(i).operation();
            Operation plainer = plainer(operation);
            while (!plainer.equals(operation)) {
                smallest = orElse(smallest, smallest.with(i, plainer));
                operation = plainer;
                plainer = plainer(operation);
            }
        }
        return smallest;
    }

    /** The next plainer call that does about the same; the same, if there is none. */
    private static Operation plainer(Operation operation) {
        return switch (operation) {
            case Request request when request.byteSize() <= 0 || request.overflows() -> request;
            case Request request
            when request.way() == Request.Way.CALLOC_ALIGNED ->
                Request.of(Request.Way.CALLOC, request.slot(), request.byteSize(), 0);
            case Request request -> Request.of(Request.Way.ALLOC, request.slot(), request.byteSize(), 0);
            case Operation.FreeUnsized(int slot) -> new Operation.Free(slot);
            case Operation.ReallocAligned(int slot, long byteSize, long _) -> new Operation.Realloc(slot, byteSize);
            default -> operation;
        };
    }

    // ------------------------------------------------------------------------------------ smaller arguments

    private OperationSequence withSmallerArguments(OperationSequence failing) {
        OperationSequence smallest = failing;
        // First all of one size together: what is freed often has to be asked for again.
        for (long byteSize : failing.steps().stream()
                .mapToLong(step -> step.operation().byteSize())
                .distinct()
                .toArray()) {
            if (budget.isSpent()) {
                return smallest;
            }
            OperationSequence base = smallest;
            smallest = withSmallerSize(
                    base, byteSize, other -> base.map(operation -> withByteSize(operation, byteSize, other)));
        }
        for (int i = 0; i < failing.size() && !budget.isSpent(); i++) {
            int index = i;
            OperationSequence base = smallest;
            Operation operation = base.steps().get(index).operation();
            smallest = withSmallerSize(
                    base, operation.byteSize(), other -> base.with(index, operation.withByteSize(other)));
            smallest = withSmallerAlignment(smallest, index);
        }
        return smallest;
    }

    private static Operation withByteSize(Operation operation, long byteSize, long other) {
        return operation.byteSize() == byteSize ? operation.withByteSize(other) : operation;
    }

    /** The least size that fails, by halving: as if all sizes from some point on did. */
    private OperationSequence withSmallerSize(
            OperationSequence failing, long byteSize, LongFunction<OperationSequence> withByteSize) {
        if (byteSize <= LEAST_BYTE_SIZE || byteSize >= ModelledCalls.LEAST_HUGE_BYTE_SIZE) {
            return failing;
        }
        OperationSequence least = withByteSize.apply(LEAST_BYTE_SIZE);
        if (failure(least) != null) {
            return least;
        }
        OperationSequence smallest = failing;
        long passes = LEAST_BYTE_SIZE;
        long fails = byteSize;
        while (fails - passes > 1 && !budget.isSpent()) {
            long middle = (passes + fails) >>> 1;
            OperationSequence tried = withByteSize.apply(middle);
            if (failure(tried) != null) {
                smallest = tried;
                fails = middle;
            } else {
                passes = middle;
            }
        }
        return smallest;
    }

    private OperationSequence withSmallerAlignment(OperationSequence failing, int index) {
        Operation operation = failing.steps().get(index).operation();
        boolean isValid = Long.bitCount(operation.byteAlignment()) == 1;
        for (long alignment = 8; isValid && alignment < operation.byteAlignment(); alignment <<= 1) {
            OperationSequence tried = failing.with(index, operation.withByteAlignment(alignment));
            if (failure(tried) != null) {
                return tried;
            }
        }
        return failing;
    }
}
