package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;

/** Percentiles of single operations, while random blocks are replaced. */
public final class Latencies implements Measurement {

    private static final String NAME = "latency";
    private static final String SEED = "42";
    private static final String MEDIAN = "p50";
    private static final List<String> OPERATIONS = List.of("alloc", "free", "clock");
    private static final List<String> COMPARED = List.of("p99", "p99.99");

    /** A JVM's start and end. */
    private static final int JVM_MILLIS = 700;

    /** What an operation takes with all that is around it, on a slow machine. */
    private static final int EXPECTED_NANOS = 1000;

    private final List<String> backends;
    private final int rounds;
    private final int operations;
    private final Workbench workbench;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param threads with how many threads
     * @param operations how many of each thread count
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public Latencies(List<String> backends, List<Integer> threads, int operations, int rounds, Workbench workbench) {
        this.backends = List.copyOf(backends);
        this.operations = operations;
        this.rounds = rounds;
        this.workbench = workbench;
        for (int count : threads) {
            Set<String> libraries = new LinkedHashSet<>();
            for (String backend : backends) {
                String library = CBaseline.reference(backend);
                if (libraries.add(library)) {
                    trials.add(inC(library, count));
                }
                trials.add(inJava(backend, count));
            }
            trials.add(inC(CBaseline.LIBC, count));
            trials.add(inJava(Contenders.LWJGL, count));
            trials.add(inJava(Contenders.UNSAFE, count));
        }
    }

    private static String workload(int threads) {
        return "replacement, " + threads + (threads == 1 ? " thread" : " threads");
    }

    private Trial inJava(String contender, int threads) {
        List<String> command = ChildJvm.command(
                workbench.classPath(),
                List.of(),
                "org.ccalloc.bench.program.LatencyMain",
                List.of(contender, "" + threads, SEED, "" + operations));
        long expectedMillis = expectedMillis(threads) + JVM_MILLIS;
        return new Trial(
                workload(threads),
                contender,
                expectedMillis,
                _ -> figures(ChildProcess.run(command, Workbench.limit(expectedMillis))
                        .lastLine()));
    }

    private Trial inC(String library, int threads) {
        long expectedMillis = expectedMillis(threads);
        return new Trial(
                workload(threads),
                "C on " + library,
                expectedMillis,
                _ -> figures(workbench
                        .baseline()
                        .programs()
                        .latency(library, threads, SEED, operations, Workbench.limit(expectedMillis))));
    }

    private long expectedMillis(int threads) {
        int atATime = Math.min(threads, Runtime.getRuntime().availableProcessors());
        return 2L * operations * threads / atATime * EXPECTED_NANOS / 1_000_000;
    }

    private static Figures figures(String line) throws ChildFailedException {
        Printed printed = Printed.object(line);
        Map<String, Double> details = new LinkedHashMap<>();
        for (String operation : OPERATIONS) {
            Printed percentiles = printed.member(operation);
            for (String name : percentiles.names()) {
                details.put(operation + " " + name, percentiles.number(name).doubleValue());
            }
        }
        return new Figures(printed.member("alloc").number(MEDIAN).doubleValue(), details);
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(trials, rounds);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> measured = Rounds.run(NAME, "ns", trials, rounds, progress);
        List<Series> series = OPERATIONS.stream()
                .flatMap(operation -> measured.stream().map(one -> of(operation, one)))
                .toList();
        return new Result(
                NAME,
                "Nanoseconds for a single operation while random blocks of 8 to 1000 bytes are replaced, each timed by itself: the"
                        + " median, and as details other percentiles and the longest. Reading the clock is part of every time;"
                        + " the rows of the clock say how much.",
                series,
                backends.stream().flatMap(backend -> findings(series, backend)).toList());
    }

    private static Series of(String operation, Series measured) {
        List<Figures> rounds = measured.rounds().stream()
                .map(round -> {
                    Map<String, Double> details = new LinkedHashMap<>();
                    round.details().forEach((name, value) -> {
                        if (name.startsWith(operation + " ")) {
                            details.put(name.substring(operation.length() + 1), value);
                        }
                    });
                    return new Figures(details.getOrDefault(MEDIAN, Double.NaN), details);
                })
                .toList();
        return new Series(
                operation + ", " + measured.workload(),
                measured.contender(),
                measured.unit(),
                rounds,
                measured.failure());
    }

    /** Of the tail, compared with C on the same library. */
    private static Stream<Finding> findings(List<Series> series, String backend) {
        String reference = "C on " + CBaseline.reference(backend);
        return series.stream()
                .filter(one ->
                        one.contender().equals(backend) && !one.workload().startsWith("clock"))
                .flatMap(one -> COMPARED.stream()
                        .map(percentile -> series.stream()
                                .filter(other -> other.contender().equals(reference)
                                        && other.workload().equals(one.workload()))
                                .findFirst()
                                .flatMap(other -> Finding.ratio(
                                                at(percentile, one), at(percentile, other), OptionalDouble.empty())
                                        .map(finding -> finding.named(percentile + " of " + finding.what())))))
                .flatMap(Optional::stream);
    }

    private static Series at(String percentile, Series series) {
        List<Figures> rounds = series.rounds().stream()
                .map(round -> new Figures(round.details().getOrDefault(percentile, Double.NaN), Map.of()))
                .toList();
        return new Series(series.workload(), series.contender(), series.unit(), rounds, series.failure());
    }
}
