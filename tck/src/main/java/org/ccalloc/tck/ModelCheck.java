package org.ccalloc.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;

/** Runs random sequences until one fails, and then looks for a small one that fails in the same way. */
final class ModelCheck {

    /** Operations of each thread in a sequence. */
    private static final int OPERATIONS = 200;

    /** How often to run a sequence in which threads race, until it fails again. */
    private static final int TRIES = 10;

    private static final int SHRINK_RUN_LIMIT = 5000;

    /** More lines than this nobody reads. */
    private static final int LINE_LIMIT = 50;

    private final RuleGroup group;
    private final int threads;
    private final int sequences;

    /**
     * A check to be.
     *
     * @param group whose allocator
     * @param threads how many share the work
     */
    ModelCheck(RuleGroup group, int threads) {
        this.group = group;
        this.threads = threads;
        int alone = Profile.current().choose(1_000, 10_000);
        // Several threads do as many times 200 operations, with as many again to give races a chance.
        this.sequences = threads == 1 ? alone : Math.max(1, 2 * alone / threads);
    }

    /**
     * Checks.
     *
     * @param random where the sequences come from
     * @throws AssertionError if one fails
     */
    void run(RandomGenerator random) {
        CcAllocator allocator = group.allocator();
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            seeds.add(random.nextLong());
            OperationSequence sequence = sequence(seeds.getLast());
            SequenceFailure failure = SequenceRun.of(allocator, sequence);
            if (failure != null) {
                throw new AssertionError(explanation(seeds, failure));
            }
        }
    }

    private OperationSequence sequence(long seed) {
        boolean counts = group.allocator().capabilities().contains(Capability.STATISTICS);
        // A sequence rarely has more than a few large blocks; copies of them are live for a moment, too.
        long largestByteAlignment = group.servedAlignments().getLast();
        long largestByteSize = Math.max(Samples.MIB, group.memoryBudget() / 256);
        return new SequenceGenerator(new SplittableRandom(seed), threads, counts, largestByteSize, largestByteAlignment)
                .generate(OPERATIONS * threads);
    }

    private CcAllocator newCountingAllocator() {
        CcAllocator allocator = group.newAllocator();
        if (allocator.capabilities().contains(Capability.STATISTICS)) {
            allocator.statsEnable(true);
        }
        return allocator;
    }

    // ------------------------------------------------------------------------------------------- messages

    private String explanation(List<Long> seeds, SequenceFailure failure) {
        var budget = new ShrinkBudget(
                SHRINK_RUN_LIMIT, Duration.ofSeconds(Profile.current().choose(10, 60)));
        var shrinker = new SequenceShrinker(this::newCountingAllocator, failure.kind(), TRIES, budget);
        for (int sequencesBefore = 0; ; sequencesBefore = Math.min(seeds.size() - 1, 2 * sequencesBefore + 1)) {
            OperationSequence failing = lastOf(seeds, 1 + sequencesBefore);
            SequenceFailure again = shrinker.failure(failing);
            if (again != null) {
                return shrunk(shrinker, budget, failing, again, sequencesBefore);
            }
            if (sequencesBefore == seeds.size() - 1 || budget.isSpent()) {
                return notRepeated(seeds.size(), failure, sequencesBefore);
            }
        }
    }

    private OperationSequence lastOf(List<Long> seeds, int count) {
        return OperationSequence.concat(seeds.subList(seeds.size() - count, seeds.size()).stream()
                .map(this::sequence)
                .toList());
    }

    private String shrunk(
            SequenceShrinker shrinker,
            ShrinkBudget budget,
            OperationSequence failing,
            SequenceFailure failure,
            int sequencesBefore) {
        OperationSequence smallest = shrinker.shrink(failing, failure);
        SequenceFailure last = shrinker.failure(smallest);
        SequenceFailure shown = last != null ? last : shrinker.lastOr(failure);
        String state = sequencesBefore == 0
                ? ""
                : ", those of the " + sequencesBefore + " sequences before it among them, since alone it did not fail";
        return shown.message() + "\nshrunk to " + smallest.size() + " of " + failing.size() + " operations" + state
                + ", in " + budget.runs() + " runs, each on a new allocator:\n" + lines(shown);
    }

    private String notRepeated(int number, SequenceFailure failure, int sequencesBefore) {
        boolean isRace = threads > 1;
        return failure.message() + "\nin sequence " + number + " of " + sequences
                + ". It did not fail again on a new allocator, alone or after the " + sequencesBefore
                + " sequences before it: it takes a state" + (isRace ? ", or a race between threads," : "")
                + " that comes about differently. What " + (isRace ? "the thread that failed" : "it") + " did last:\n"
                + lines(isRace ? failure.ofThreadThatFailed() : failure);
    }

    private static String lines(SequenceFailure failure) {
        List<Trace.Entry> entries = failure.entries();
        int left = Math.max(0, entries.size() - LINE_LIMIT);
        var lines = new StringBuilder();
        if (left > 0) {
            lines.append("    // after ").append(left).append(" other operations:\n");
        }
        boolean isConcurrent =
                entries.stream().mapToInt(Trace.Entry::thread).distinct().count() > 1;
        for (Trace.Entry entry : entries.subList(left, entries.size())) {
            lines.append("    ").append(isConcurrent ? "/* thread " + (entry.thread() + 1) + " */ " : "");
            lines.append(entry.statement()).append(isFailed(entry, failure.failed()) ? " // fails" : "");
            lines.append('\n');
        }
        return lines.toString();
    }

    private static boolean isFailed(Trace.Entry entry, Trace.@Nullable Entry failed) {
        return failed != null && entry.index() == failed.index();
    }
}
