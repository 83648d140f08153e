package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** What keeping statistics costs, with one thread and with two. */
public final class StatisticsCost implements Measurement {

    private static final List<Integer> THREADS = List.of(1, 2);

    private final int rounds;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public StatisticsCost(List<String> backends, int rounds, Workbench workbench) {
        this.rounds = rounds;
        // On stands beside off, so that as little time as possible lies between what is compared.
        for (String backend : backends) {
            for (int threads : THREADS) {
                String label = backend + ", " + threads + (threads == 1 ? " thread" : " threads");
                trials.add(workbench.timed(backend, label, false, threads, WorkloadSpecification.PAIR_64));
                trials.add(
                        workbench.timed(backend, label + ", statistics", true, threads, WorkloadSpecification.PAIR_64));
            }
        }
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(trials, rounds);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = Rounds.run("statistics", "ns", trials, rounds, progress);
        List<Finding> findings = new ArrayList<>();
        for (int off = 0; off < series.size(); off += 2) {
            Finding.ratio(series.get(off + 1), series.get(off), OptionalDouble.of(Bounds.STATISTICS_ON_TO_OFF))
                    .ifPresent(findings::add);
        }
        return new Result(
                "statistics",
                "Nanoseconds for one pair, in each thread. Threads have blocks of their own and share the allocator.",
                series,
                findings);
    }
}
