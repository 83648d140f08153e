package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.replay.ReplayedTrace;

/** Traces of real programs: time per operation and peak memory on all contenders, and in C. */
public final class TraceTimes implements Measurement {

    private final List<ReplayedTrace> traces;
    private final List<String> backends;
    private final List<String> withStatistics;
    private final List<String> peers;
    private final boolean promised;
    private final List<String> layers;
    private final int rounds;
    private final Workbench workbench;

    /**
     * Sets it up.
     *
     * @param traces what to replay
     * @param backends which of our allocators
     * @param withStatistics which of them again, counting
     * @param peers other contenders in Java
     * @param promised whether these are the traces about which something is promised; then the layers between C and mimalloc are
     *     looked at, too
     * @param thorough whether at all layers
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public TraceTimes(
            List<ReplayedTrace> traces,
            List<String> backends,
            List<String> withStatistics,
            List<String> peers,
            boolean promised,
            boolean thorough,
            int rounds,
            Workbench workbench) {
        this.traces = List.copyOf(traces);
        this.backends = List.copyOf(backends);
        this.withStatistics = List.copyOf(withStatistics);
        this.peers = List.copyOf(peers);
        this.promised = promised;
        boolean layered = promised && backends.contains(Layers.OF);
        this.layers = layered ? Layers.contenders(thorough) : List.of();
        this.rounds = rounds;
        this.workbench = workbench;
    }

    /** Libraries that C runs on: those of the backends, and the C library. */
    private List<String> libraries() {
        return Stream.concat(backends.stream().map(CBaseline::reference), Stream.of(CBaseline.LIBC))
                .distinct()
                .toList();
    }

    private boolean hasLayers() {
        return !layers.isEmpty();
    }

    private static String inC(String library) {
        return "C on " + library;
    }

    private List<Trial> timings(ReplayedTrace trace) {
        List<Trial> trials = new ArrayList<>();
        libraries()
                .forEach(library ->
                        trials.add(workbench.replayedInC(trace.plan(), trace.name(), library, inC(library))));
        if (hasLayers()) {
            trials.add(workbench.replayedInC(
                    trace.plan(), trace.name(), CBaseline.AS_WE_SET_IT, Layers.IN_C_AS_WE_SET_IT));
        }
        Stream.of(layers, backends, peers)
                .flatMap(List::stream)
                .forEach(contender ->
                        trials.add(workbench.replayed(trace.plan(), trace.name(), contender, contender, false)));
        withStatistics.forEach(backend ->
                trials.add(workbench.replayed(trace.plan(), trace.name(), backend, backend + ", statistics", true)));
        return trials;
    }

    private List<Trial> memories(ReplayedTrace trace) {
        String name = trace.name() + ", peak memory";
        List<Trial> trials = new ArrayList<>();
        libraries().forEach(library -> trials.add(workbench.memoryInC(trace.plan(), name, library, inC(library))));
        Stream.concat(backends.stream(), peers.stream())
                .forEach(contender -> trials.add(
                        workbench.memoryOf(trace.plan(), name, contender, contender, trace.javaHeapMebibytes())));
        return trials;
    }

    @Override
    public long expectedMillis() {
        return traces.stream()
                .mapToLong(trace ->
                        Rounds.expectedMillis(timings(trace), rounds) + Rounds.expectedMillis(memories(trace), 1))
                .sum();
    }

    @Override
    public Result run(Progress progress) {
        List<Series> times = new ArrayList<>();
        List<Series> memory = new ArrayList<>();
        for (ReplayedTrace trace : traces) {
            times.addAll(Rounds.run("traces", "ns", timings(trace), rounds, progress));
            memory.addAll(Rounds.run("traces", "resident bytes for each live one", memories(trace), 1, progress));
        }
        List<Finding> findings = new ArrayList<>();
        for (String backend : backends) {
            String reference = inC(CBaseline.reference(backend));
            boolean bounded = promised && backend.equals(Layers.OF);
            findings.addAll(compare(times, backend, reference, bounded, Bounds.TRACES_TO_C));
            findings.addAll(compare(times, backend, inC(CBaseline.LIBC), bounded, Bounds.TRACES_TO_LIBC));
        }
        List<Series> series = new ArrayList<>(times);
        series.addAll(memory);
        return new Result(
                "traces",
                "Nanoseconds for one operation of a replayed trace; what is written into blocks and checked is part of it. Peak memory:"
                        + " how much became resident, for each byte that was live.",
                series,
                findings,
                hasLayers() ? Layers.findings(times) : List.of());
    }

    /** One finding for each trace, and their mean. */
    private static List<Finding> compare(
            List<Series> series, String above, String below, boolean bounded, double bound) {
        List<Finding> ratios = new ArrayList<>();
        for (Series numerator : series) {
            if (numerator.contender().equals(above)) {
                find(series, numerator.workload(), below)
                        .flatMap(denominator -> Finding.ratio(numerator, denominator, OptionalDouble.empty()))
                        .ifPresent(ratios::add);
            }
        }
        if (ratios.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>(ratios);
        findings.add(Finding.geometricMean(
                "traces: " + above + " to " + below + ", geometric mean",
                ratios,
                bounded ? OptionalDouble.of(bound) : OptionalDouble.empty()));
        return findings;
    }

    private static Optional<Series> find(List<Series> series, String workload, String contender) {
        return series.stream()
                .filter(one ->
                        one.workload().equals(workload) && one.contender().equals(contender))
                .findFirst();
    }
}
