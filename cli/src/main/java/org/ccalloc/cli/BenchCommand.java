package org.ccalloc.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ccalloc.bench.Bench;
import org.ccalloc.bench.BenchOptions;
import org.ccalloc.bench.Measure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@link Bench}. */
@Command(
        name = "bench",
        description =
                "Measures the allocators against C, LWJGL, Netty, Unsafe and Arena, and says which promises are kept.",
        footer =
                "Exit status: 0 if all promises that were looked at are kept, 1 if one is missed, 2 if nothing could "
                        + "be run. With --compare: 0 if nothing has become worse, 1 if something has, 2 if the files cannot be compared.")
final class BenchCommand implements Callable<Integer> {

    @ArgGroup
    private @Nullable Extent extent;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            split = ",",
            description = "Allocators to measure; without, all that are bundled.")
    private List<String> backends = new ArrayList<>();

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "${COMPLETION-CANDIDATES} or all; without, all in a full run, workloads and traces in a quick one.",
            completionCandidates = Measures.class)
    private List<String> measures = new ArrayList<>();

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Programs that the measure workloads runs: ${COMPLETION-CANDIDATES}; without, all, but six in a quick run.",
            completionCandidates = Workloads.class)
    private List<String> workloads = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description = "With how many threads workloads and latency run, such as 1,2,8; without, 2 in a quick run.")
    private List<String> threads = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "How often each contender runs.")
    private @Nullable String rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures of every round there.")
    private @Nullable Path json;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Write the tables into the page's results section.")
    private @Nullable Path markdown;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "bench-report",
            description = "Write a page with charts, index.html, and all figures, report.json, there; "
                    + "${DEFAULT-VALUE} if nothing else is said.")
    private @Nullable Path report;

    @Option(
            names = "--compare",
            arity = "2",
            paramLabel = "FILE",
            description =
                    "Measure nothing: tell what has changed from the run of the first report.json to that of the second.")
    private List<Path> compared = new ArrayList<>();

    @Option(
            names = "--bound",
            paramLabel = "FACTOR",
            defaultValue = "" + Bench.DEFAULT_BOUND,
            description =
                    "With --compare: what has become slower or larger by more than this, and by more than chance, is a "
                            + "regression; ${DEFAULT-VALUE} if nothing else is said.")
    private double bound = Bench.DEFAULT_BOUND;

    @Spec
    private @Nullable CommandSpec spec;

    /** For {@code --help}. */
    private static final class Measures extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Measures() {
            super(Stream.of(Measure.values()).map(Measure::word).toList());
        }
    }

    /** For {@code --help}. */
    private static final class Workloads extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Workloads() {
            super(List.of(BenchOptions.allWorkloads().split(",", -1)));
        }
    }

    /** How thorough it is: one or the other. */
    private static final class Extent {
        @Option(
                names = "--quick",
                description = "Six minutes, unless measures are named; a fifth of the memory; the default.")
        private boolean quick;

        @Option(names = "--full", description = "Some hours: all operations and programs, all of the memory.")
        private boolean full;
    }

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, true);
        return compared.isEmpty()
                ? Bench.run(options(), out, System.err)
                : Bench.compare(compared.get(0), compared.get(1), bound, out, System.err);
    }

    private BenchOptions options() {
        List<String> arguments = new ArrayList<>();
        if (extent != null) {
            add(arguments, "--quick", extent.quick);
            add(arguments, "--full", extent.full);
        }
        add(arguments, "--backend", backends.isEmpty() ? null : String.join(",", backends));
        add(arguments, "--measure", measures.isEmpty() ? null : String.join(",", measures));
        add(arguments, "--workload", workloads.isEmpty() ? null : String.join(",", workloads));
        add(arguments, "--threads", threads.isEmpty() ? null : String.join(",", threads));
        add(arguments, "--rounds", rounds);
        add(arguments, "--json", json);
        add(arguments, "--markdown", markdown);
        add(arguments, "--report", report);
        try {
            return BenchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec, "spec").commandLine(), e.getMessage(), e);
        }
    }

    private static void add(List<String> arguments, String name, boolean given) {
        if (given) {
            arguments.add(name);
        }
    }

    private static void add(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name);
            arguments.add(value.toString());
        }
    }
}
