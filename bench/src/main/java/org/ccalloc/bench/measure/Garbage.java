package org.ccalloc.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.Printed;

/** Bytes of garbage that an operation leaves on the Java heap: JMH with its {@code gc} profiler. */
public final class Garbage implements Measurement {

    private static final String METRIC = "gc.alloc.rate.norm";
    private static final String BACKEND = "backend";
    private static final String STATISTICS = "statistics";

    /** A JVM's start and end, and the warm-up. */
    private static final int FORK_MILLIS = 1500;

    private final List<String> backends;
    private final boolean allSizes;
    private final Workbench workbench;

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param allSizes whether to try all parameters of the benchmarks, or one of each kind
     * @param workbench what to work with
     */
    public Garbage(List<String> backends, boolean allSizes, Workbench workbench) {
        this.backends = List.copyOf(backends);
        this.allSizes = allSizes;
        this.workbench = workbench;
    }

    @Override
    public long expectedMillis() {
        // Benchmarks times parameters; statistics off and on.
        return backends.size() * 2L * (allSizes ? 39 : 11) * (FORK_MILLIS + iterationMillis());
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (String backend : backends) {
            progress.begin("garbage: " + backend);
            List<Series> ofBackend = measure(backend);
            series.addAll(ofBackend);
            worst(backend, ofBackend).ifPresent(findings::add);
            progress.end(expectedMillis() / backends.size());
        }
        return new Result(
                "garbage",
                "Bytes that an operation leaves on the Java heap, by JMH's gc profiler, statistics off and on. What is not"
                        + " quite 0 is JMH's own, spread over the operations of an iteration.",
                series,
                findings);
    }

    /** JMH leaves some kilobytes in each iteration; they must not weigh on operations that take long. */
    private int iterationMillis() {
        return allSizes ? 1000 : 250;
    }

    private static Optional<Finding> worst(String backend, List<Series> series) {
        return series.stream()
                .flatMap(one -> one.rounds().stream())
                .map(Figures::value)
                .max(Comparator.naturalOrder())
                .map(most -> new Finding(
                        "most that any operation leaves: " + backend,
                        "B/op",
                        Spread.of(most),
                        OptionalDouble.empty(),
                        OptionalDouble.of(Bounds.GARBAGE_BYTES)));
    }

    private List<Series> measure(String backend) {
        try {
            Path results = workbench.directory().resolve("jmh-" + backend + ".json");
            List<String> arguments = new ArrayList<>(List.of(".*Benchmark\\.backend.*"));
            arguments.addAll(List.of(
                    "-prof", "gc", "-f", "1", "-wi", "1", "-w", "250ms", "-i", "1", "-r", iterationMillis() + "ms"));
            arguments.addAll(List.of("-foe", "true", "-rf", "json", "-rff", results.toString()));
            arguments.addAll(List.of("-p", BACKEND + "=" + backend));
            if (!allSizes) {
                arguments.addAll(List.of("-p", "byteSize=64", "-p", "workload=realloc 16 65536,slots 100000 8 512"));
            }
            ChildProcess.run(
                    ChildJvm.command(
                            workbench.classPath(), List.of("-Djmh.ignoreLock=true"), "org.openjdk.jmh.Main", arguments),
                    Workbench.limit(expectedMillis()));
            return parse(Files.readString(results));
        } catch (ChildFailedException | IOException e) {
            return List.of(new Series("JMH", backend, "B/op", List.of(), Optional.of(String.valueOf(e.getMessage()))));
        }
    }

    /**
     * Reads JMH's results.
     *
     * @param json the file
     * @return a series of one round for each benchmark
     * @throws ChildFailedException if it is not what JMH writes
     */
    static List<Series> parse(String json) throws ChildFailedException {
        List<Series> series = new ArrayList<>();
        for (Printed benchmark : Printed.objects(json)) {
            Printed params = benchmark.member("params");
            double bytes = benchmark
                    .member("secondaryMetrics")
                    .member(METRIC)
                    .number("score")
                    .doubleValue();
            series.add(new Series(
                    workload(benchmark.text("benchmark"), params),
                    params.text(BACKEND) + (params.text(STATISTICS).equals("true") ? ", statistics" : ""),
                    "B/op",
                    List.of(new Figures(bytes, Map.of())),
                    Optional.empty()));
        }
        return series;
    }

    private static String workload(String benchmark, Printed params) throws ChildFailedException {
        StringBuilder text = new StringBuilder(benchmark.replaceFirst("^org\\.ccalloc\\.bench\\.jmh\\.", ""));
        for (String name : params.names()) {
            if (!name.equals(BACKEND) && !name.equals(STATISTICS)) {
                text.append(' ').append(params.text(name));
            }
        }
        return text.toString();
    }
}
