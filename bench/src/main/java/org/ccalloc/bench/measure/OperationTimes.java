package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** Time per operation of all contenders, C on the same library included. */
public final class OperationTimes implements Measurement {

    private static final String PAIRS = "pairs";
    private static final String JAVA_UNSAFE = "java-unsafe";

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
        return new OperationTimes(PAIRS, backends, List.of(WorkloadSpecification.PAIR_64), rounds, workbench);
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
        Set<String> inC = new HashSet<>();
        for (String backend : backends) {
            String reference = CBaseline.reference(backend);
            if (inC.add(reference)) {
                trials.add(workbench.timedInC(reference, inC(backend), 1, workload));
            }
            trials.add(workbench.timed(backend, backend, false, 1, workload));
        }
        if (hasLayers()) {
            trials.addAll(Layers.timed(workbench, workload));
        }
        for (String peer : peers(workload)) {
            trials.add(workbench.timed(peer, peer, false, 1, workload));
        }
        return trials;
    }

    /** For the pair alone, about which something is promised. */
    private boolean hasLayers() {
        return measure.equals(PAIRS) && backends.contains(Layers.OF);
    }

    private static String inC(String backend) {
        return "C on " + CBaseline.reference(backend);
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
                Map<String, Double> bounds = bounds(backend, workload);
                for (String other : List.of(inC(backend), Contenders.LWJGL, Contenders.UNSAFE, Contenders.ARENA)) {
                    compare(ofWorkload, backend, other, bounds).ifPresent(findings::add);
                }
            }
        }
        return new Result(
                measure,
                "Nanoseconds for one operation, one thread. A value is the median of the samples of one process.",
                series,
                findings,
                hasLayers() ? Layers.findings(series) : List.of());
    }

    /** What a backend's time may be at most, by whose it is compared with; only for the pair of 64 bytes. */
    private static Map<String, Double> bounds(String backend, WorkloadSpecification workload) {
        if (!workload.equals(WorkloadSpecification.PAIR_64)) {
            return Map.of();
        }
        return switch (backend) {
            case Layers.OF ->
                Map.of(
                        inC(backend),
                        Bounds.PAIR_TO_C,
                        Contenders.LWJGL,
                        Bounds.PAIR_TO_LWJGL,
                        Contenders.UNSAFE,
                        Bounds.PAIR_TO_UNSAFE);
            case JAVA_UNSAFE -> Map.of(inC(backend), Bounds.PAIR_IN_JAVA_TO_C);
            default -> Map.of();
        };
    }

    private static Optional<Finding> compare(
            List<Series> series, String above, String below, Map<String, Double> bounds) {
        Optional<Series> numerator = Series.of(above, series);
        Optional<Series> denominator = Series.of(below, series);
        if (numerator.isEmpty() || denominator.isEmpty()) {
            return Optional.empty();
        }
        Double bound = bounds.get(below);
        return Finding.ratio(
                numerator.get(), denominator.get(), bound == null ? OptionalDouble.empty() : OptionalDouble.of(bound));
    }
}
