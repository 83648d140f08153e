package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** Time per operation of all contenders, C on the same library included. */
public final class OperationTimes implements Measurement {

    private static final String MIMALLOC = "mimalloc";

    private final String measure;
    private final List<String> backends;
    private final List<WorkloadSpecification> workloads;
    private final int rounds;
    private final Workbench workbench;

    private OperationTimes(
            String measure,
            List<String> backends,
            List<WorkloadSpecification> workloads,
            int rounds,
            Workbench workbench) {
        this.measure = measure;
        this.backends = List.copyOf(backends);
        this.workloads = workloads;
        this.rounds = rounds;
        this.workbench = workbench;
    }

    /**
     * The pair of 64 bytes, which the bounds are about.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param workbench what to work with
     * @return the measurement
     */
    public static Measurement pairs(List<String> backends, int rounds, Workbench workbench) {
        return new OperationTimes("pairs", backends, List.of(WorkloadSpecification.PAIR_64), rounds, workbench);
    }

    /**
     * All other operations.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param workbench what to work with
     * @return the measurement
     */
    public static Measurement operations(List<String> backends, int rounds, Workbench workbench) {
        return new OperationTimes("operations", backends, WorkloadSpecification.operations(), rounds, workbench);
    }

    private List<Trial> trials(WorkloadSpecification workload) {
        List<Trial> trials = new ArrayList<>();
        for (String backend : backends) {
            trials.add(workbench.timedInC(backend, workload));
            trials.add(workbench.timed(backend, backend, false, 1, workload));
        }
        for (String peer : peers(workload)) {
            trials.add(workbench.timed(peer, peer, false, 1, workload));
        }
        return trials;
    }

    /** Those that have the operation; Unsafe does not align, an arena frees all at once. */
    private static List<String> peers(WorkloadSpecification workload) {
        return switch (workload.name()) {
            case "pair", "calloc" -> List.of(Contenders.LWJGL, Contenders.UNSAFE, Contenders.ARENA);
            case "aligned" -> List.of(Contenders.LWJGL, Contenders.ARENA);
            case "node" -> List.of(Contenders.LWJGL);
            default -> List.of(Contenders.LWJGL, Contenders.UNSAFE);
        };
    }

    @Override
    public long expectedMillis() {
        return workloads.stream()
                .mapToLong(workload -> Rounds.expectedMillis(trials(workload), rounds))
                .sum();
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (WorkloadSpecification workload : workloads) {
            List<Series> ofWorkload = Rounds.run(measure, "ns", trials(workload), rounds, progress);
            series.addAll(ofWorkload);
            for (String backend : backends) {
                compare(ofWorkload, backend, "C on " + backend, Bounds.PAIR_TO_C)
                        .ifPresent(findings::add);
                compare(ofWorkload, backend, Contenders.LWJGL, Bounds.PAIR_TO_LWJGL)
                        .ifPresent(findings::add);
                compare(ofWorkload, backend, Contenders.UNSAFE, Bounds.PAIR_TO_UNSAFE)
                        .ifPresent(findings::add);
                compare(ofWorkload, backend, Contenders.ARENA, Double.NaN).ifPresent(findings::add);
            }
        }
        return new Result(
                measure,
                "Nanoseconds for one operation, one thread. A value is the median of the samples of one process.",
                series,
                findings);
    }

    /** The bounds are about the pair of 64 bytes on mimalloc alone. */
    private static Optional<Finding> compare(List<Series> series, String above, String below, double bound) {
        Optional<Series> numerator = find(series, above);
        Optional<Series> denominator = find(series, below);
        if (numerator.isEmpty() || denominator.isEmpty()) {
            return Optional.empty();
        }
        boolean promised = above.equals(MIMALLOC)
                && numerator.get().workload().equals(WorkloadSpecification.PAIR_64.toString())
                && !Double.isNaN(bound);
        return Finding.ratio(
                numerator.get(), denominator.get(), promised ? OptionalDouble.of(bound) : OptionalDouble.empty());
    }

    private static Optional<Series> find(List<Series> series, String contender) {
        return series.stream().filter(one -> one.contender().equals(contender)).findFirst();
    }
}
