package org.ccalloc.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.compare.Comparison;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.measure.Clients;
import org.ccalloc.bench.measure.EventCost;
import org.ccalloc.bench.measure.Garbage;
import org.ccalloc.bench.measure.HeapTimes;
import org.ccalloc.bench.measure.Latencies;
import org.ccalloc.bench.measure.Measurement;
import org.ccalloc.bench.measure.OperationTimes;
import org.ccalloc.bench.measure.Placements;
import org.ccalloc.bench.measure.Progress;
import org.ccalloc.bench.measure.SafepointPauses;
import org.ccalloc.bench.measure.Scale;
import org.ccalloc.bench.measure.StartupTimes;
import org.ccalloc.bench.measure.StatisticsCost;
import org.ccalloc.bench.measure.ThreadTimes;
import org.ccalloc.bench.measure.TraceTimes;
import org.ccalloc.bench.measure.Workbench;
import org.ccalloc.bench.measure.Workloads;
import org.ccalloc.bench.replay.ReplayThreads;
import org.ccalloc.bench.replay.ReplayedTrace;
import org.ccalloc.bench.replay.ShippedTraces;
import org.ccalloc.bench.report.Environment;
import org.ccalloc.bench.report.HtmlReport;
import org.ccalloc.bench.report.JsonReport;
import org.ccalloc.bench.report.MarkdownReport;
import org.ccalloc.bench.report.Report;
import org.ccalloc.bench.report.TextReport;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.spi.CcAllocators;

/**
 * Runs benchmarks: contenders interleaved, each run in a process of its own.
 *
 * <p>Children live on a class path, also if this JVM was started from a module path.
 */
public final class Bench {

    /** All ran, and all promises that were looked at were kept. */
    public static final int KEPT = 0;

    /** All ran, and a promise was broken. */
    public static final int MISSED = 1;

    /** The options are wrong, or nothing could be run or written. */
    public static final int FAILED = 2;

    /** From which factor on a change between two runs matters, if nothing else is said. */
    public static final double DEFAULT_BOUND = 1.1;

    private static final long MILLIS_PER_MINUTE = 60_000;
    static final List<String> BUNDLED = List.of("mimalloc", "jemalloc", "java-unsafe");

    private Bench() {}

    /**
     * Runs benchmarks. A contender that fails is a row with the reason, not the end of the run.
     *
     * @param options what to measure
     * @param out where tables go
     * @param progress where it says how far it has come
     * @return {@link #KEPT}, {@link #MISSED} or {@link #FAILED}
     */
    public static int run(BenchOptions options, PrintStream out, PrintStream progress) {
        List<String> backends = options.backends().isEmpty() ? BUNDLED : options.backends();
        try {
            backends.forEach(CcAllocators::named);
        } catch (BackendNotAvailableException e) {
            progress.println(e.getMessage());
            return FAILED;
        }
        try {
            if (options.report().isPresent()) {
                // Before the work, not after it.
                Files.createDirectories(options.report().get());
            }
            Path directory = Files.createTempDirectory("ccalloc-bench-");
            try {
                return run(options, backends, directory, out, progress);
            } finally {
                delete(directory);
            }
        } catch (IOException | UncheckedIOException e) {
            progress.println("bench: " + e);
            return FAILED;
        }
    }

    private static int run(
            BenchOptions options, List<String> backends, Path directory, PrintStream out, PrintStream errors)
            throws IOException {
        Workbench workbench = new Workbench(
                ClassPath.ofThisJvm(),
                directory,
                new CBaseline(directory),
                options.extent().sampling());
        List<Measurement> measurements = options.effectiveMeasures().stream()
                .map(measure -> measurement(measure, options, backends, workbench))
                .toList();
        Map<String, String> environment = new LinkedHashMap<>(Environment.describe());
        Instant started = Instant.now();
        List<Measurement.Result> results = new ArrayList<>();
        long expectedMillis =
                measurements.stream().mapToLong(Measurement::expectedMillis).sum();
        errors.println("bench: about " + Math.ceilDiv(expectedMillis, MILLIS_PER_MINUTE) + " min");
        try (Progress progress = TerminalProgress.on(errors, expectedMillis)) {
            for (Measurement measurement : measurements) {
                results.add(measurement.run(progress));
            }
        }
        results.forEach(result -> out.print(TextReport.of(result)));
        environment.put("load at the end", Environment.load());
        Report report = new Report(options.command(), started, Instant.now(), environment, results);
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JsonReport.of(report));
        }
        if (options.markdown().isPresent()) {
            MarkdownReport.write(report, options.markdown().get());
        }
        if (options.report().isPresent()) {
            write(report, options.report().get(), out);
        }
        return report.keepsPromises() ? KEPT : MISSED;
    }

    private static void write(Report report, Path directory, PrintStream out) throws IOException {
        Path page = directory.resolve("index.html");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.json"), JsonReport.of(report));
        Files.writeString(page, HtmlReport.of(report));
        out.println("report: " + page);
    }

    private static Measurement measurement(
            Measure measure, BenchOptions options, List<String> backends, Workbench workbench) {
        Extent extent = options.extent();
        int rounds = options.rounds().orElse(extent.rounds());
        return switch (measure) {
            case PAIRS -> OperationTimes.pairs(backends, rounds, workbench);
            case OPERATIONS ->
                OperationTimes.operations(backends, options.rounds().orElse(extent.operationRounds()), workbench);
            case THREADS -> new ThreadTimes(backends, options.rounds().orElse(extent.operationRounds()), workbench);
            case GARBAGE -> new Garbage(backends, extent == Extent.FULL, workbench);
            case STATISTICS -> new StatisticsCost(backends, rounds, workbench);
            case EVENTS -> new EventCost(backends, rounds, workbench);
            case HEAPS -> new HeapTimes(backends, rounds, workbench);
            case STARTUP -> new StartupTimes(backends, options.rounds().orElse(extent.startupRounds()), workbench);
            case SAFEPOINTS ->
                new SafepointPauses(
                        backends,
                        options.rounds().orElse(extent.safepointRounds()),
                        extent.memoryDivisor(),
                        extent.settleMillis(),
                        workbench);
            case WORKLOADS ->
                new Workloads(
                        backends,
                        options.effectiveWorkloads(),
                        options.effectiveThreads(),
                        extent == Extent.FULL,
                        options.rounds().orElse(extent.programRounds()),
                        workbench.with(extent.programSampling()));
            case LATENCY ->
                new Latencies(
                        backends,
                        options.effectiveThreads(),
                        extent.timedOperations(),
                        options.rounds().orElse(extent.operationRounds()),
                        workbench);
            case SCALE ->
                new Scale(
                        backends,
                        extent == Extent.FULL ? Scale.Range.FULL : Scale.Range.QUICK,
                        options.rounds().orElse(extent.safepointRounds()),
                        workbench);
            case TRACES ->
                new TraceTimes(
                        traces(workbench.directory()),
                        backends,
                        List.of(),
                        List.of(Contenders.LWJGL),
                        true,
                        extent == Extent.FULL,
                        options.rounds().orElse(extent.replayRounds()),
                        workbench.with(extent.programSampling()));
            case CLIENTS ->
                new Clients(
                        backends,
                        options.rounds().orElse(extent.operationRounds()),
                        Clients.BYTE_SIZES,
                        Clients.LIVE_MEBIBYTES,
                        workbench);
            case PLACEMENTS -> new Placements(backends, options.rounds().orElse(extent.operationRounds()), workbench);
        };
    }

    private static List<ReplayedTrace> traces(Path directory) {
        try {
            return ShippedTraces.all(ReplayThreads.FOLD, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tells what has changed from one run to another.
     *
     * @param before the JSON file of the earlier run
     * @param after that of the later one
     * @param bound from which factor on a change matters, 1 or more
     * @param out where the comparison goes
     * @param errors where it says why there is none
     * @return {@link #KEPT}; {@link #MISSED} if something has become worse by more than chance and the bound allow; {@link #FAILED}
     */
    public static int compare(Path before, Path after, double bound, PrintStream out, PrintStream errors) {
        try {
            Comparison comparison = Comparison.of(before, after, bound);
            out.print(comparison.text());
            return comparison.hasRegressed() ? MISSED : KEPT;
        } catch (IllegalArgumentException e) {
            errors.println(e.getMessage());
            return FAILED;
        }
    }

    /**
     * Runs JMH on its own terms, on the terminal of this JVM.
     *
     * @param arguments as JMH takes them; {@code -h} tells which
     * @return JMH's exit status
     */
    public static int jmh(List<String> arguments) {
        try {
            return ChildProcess.runOnTerminal(
                    ChildJvm.command(ClassPath.ofThisJvm(), List.of(), "org.openjdk.jmh.Main", arguments));
        } catch (ChildFailedException e) {
            System.err.println("jmh: " + e.getMessage());
            return FAILED;
        }
    }

    /**
     * Runs benchmarks or, if the first argument is {@code jmh}, JMH.
     *
     * @param arguments as {@link BenchOptions#parse} takes them
     */
    public static void main(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        if (!words.isEmpty() && words.getFirst().equals("jmh")) {
            System.exit(jmh(words.subList(1, words.size())));
        }
        try {
            System.exit(run(BenchOptions.parse(words), System.out, System.err));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }
}
