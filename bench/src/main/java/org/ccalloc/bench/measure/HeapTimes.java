package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ccalloc.bench.workload.WorkloadSpecification;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocators;

/** What heaps cost: a pair from a heap beside one from the allocator, and a heap from its beginning to its end beside C. */
public final class HeapTimes implements Measurement {

    private static final String JEMALLOC = "jemalloc";

    private final int rounds;
    private final List<String> backends;
    private final List<Trial> pairs = new ArrayList<>();
    private final List<Trial> cycles = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param backends which of our allocators; those that make no heaps are left out
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public HeapTimes(List<String> backends, int rounds, Workbench workbench) {
        this.rounds = rounds;
        this.backends = backends.stream()
                .filter(backend -> CcAllocators.named(backend).capabilities().contains(Capability.HEAPS))
                .toList();
        for (String backend : this.backends) {
            pairs.add(workbench.timed(backend, backend, false, 1, WorkloadSpecification.HEAP_PAIR_64));
            pairs.add(workbench.timed(backend, backend + ", no heap", false, 1, WorkloadSpecification.PAIR_64));
            cycles.add(workbench.timed(backend, backend, false, 1, WorkloadSpecification.HEAP_CYCLE));
        }
        if (this.backends.contains(Layers.OF)) {
            cycles.addAll(Layers.timed(workbench, WorkloadSpecification.HEAP_CYCLE));
            cycles.add(workbench.timedInC(Layers.OF, Layers.IN_C, 1, WorkloadSpecification.HEAP_CYCLE));
        }
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(pairs, rounds) + Rounds.expectedMillis(cycles, rounds);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> ofPairs = Rounds.run("heaps", "ns", pairs, rounds, progress);
        List<Series> ofCycles = Rounds.run("heaps", "ns", cycles, rounds, progress);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            Finding.ratio(ofPairs.get(2 * i), ofPairs.get(2 * i + 1), OptionalDouble.of(pairBound(backends.get(i))))
                    .ifPresent(findings::add);
        }
        int mimalloc = backends.indexOf(Layers.OF);
        if (mimalloc >= 0) {
            Finding.ratio(ofCycles.get(mimalloc), ofCycles.getLast(), OptionalDouble.of(Bounds.HEAP_CYCLE_TO_C))
                    .ifPresent(findings::add);
        }
        List<Series> series = new ArrayList<>(ofPairs);
        series.addAll(ofCycles);
        return new Result(
                "heaps",
                "Nanoseconds for one pair, from a heap and from the allocator that makes it; and for one heap: made, filled with "
                        + "ten thousand blocks, closed.",
                series,
                findings,
                mimalloc >= 0 ? Layers.findings(ofCycles) : List.of());
    }

    private static double pairBound(String backend) {
        return backend.equals(JEMALLOC) ? Bounds.HEAP_PAIR_TO_PLAIN_ON_JEMALLOC : Bounds.HEAP_PAIR_TO_PLAIN;
    }
}
