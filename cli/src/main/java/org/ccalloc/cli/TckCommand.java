package org.ccalloc.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.ccalloc.tck.Limits;
import org.ccalloc.tck.Profile;
import org.ccalloc.tck.runner.ConformanceReport;
import org.ccalloc.tck.runner.HtmlReport;
import org.ccalloc.tck.runner.JsonReport;
import org.ccalloc.tck.runner.KitRunner;
import org.ccalloc.tck.runner.NothingToRunException;
import org.ccalloc.tck.runner.RuleBook;
import org.ccalloc.tck.runner.RunOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@link KitRunner}. */
@Command(
        name = "tck",
        description =
                "Tells whether an allocator keeps the contract, rule by rule. The allocator runs in JVMs of its own: "
                        + "one that crashes, hangs or exits breaks the rule at hand, and the others are still tested.",
        exitCodeOnExecutionException = 2,
        footer =
                "Exit status: 0 if every required rule holds, and every optional one that the allocator declares; 1 if "
                        + "one does not; 2 if nothing could be run.")
final class TckCommand implements Callable<Integer> {

    private static final Pattern PATH_SEPARATOR = Pattern.compile(File.pathSeparator);

    @ArgGroup(multiplicity = "1")
    private @Nullable What what;

    @Option(
            names = {"--classpath", "-cp"},
            paramLabel = "JARS",
            description = "Jars and directories that have the allocator and what it needs, separated as in java -cp; "
                    + "DIR/* is every jar in it.")
    private @Nullable String classPath;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "${sys:" + Profile.PROPERTY + ":-quick}",
            description = "quick (about a minute; the default) or thorough.")
    private String profile = "quick";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "${sys:ccalloc.tck.seed}",
            description = "Take the random choices of the run that printed N.")
    private @Nullable Long seed;

    @Option(
            names = "--rule",
            paramLabel = "ID",
            split = ",",
            description = "Test these rules only, such as A03,D01; --list has them all.")
    private List<String> rules = new ArrayList<>();

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "How long a test may take before it counts as hanging: 120 if quick, 600 if thorough.")
    private @Nullable Long timeLimitSeconds;

    @Option(
            names = "--memory-budget",
            paramLabel = "MIB",
            defaultValue = "${sys:" + Limits.MEMORY_BUDGET_PROPERTY + ":-1024}",
            description = "How much memory a test may take at once, 1024 if nothing else is said; tests that need more "
                    + "are skipped by name.")
    private long memoryBudgetMib;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "${sys:" + Limits.THREADS_PROPERTY + ":-8}",
            description = "How many threads a test lets work at once, where it is free to choose; 8 if nothing else is "
                    + "said.")
    private int threads;

    @Option(
            names = "--jvm-argument",
            paramLabel = "FLAG",
            description = "A flag for the JVMs of the allocator, such as --jvm-argument=-Xmx4g; as often as needed. "
                    + "Settings that begin with -Dccalloc. reach them without.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(names = "--report", paramLabel = "DIR", description = "Write index.html and report.json there.")
    private @Nullable Path report;

    @Spec
    private @Nullable CommandSpec spec;

    /** What to do: one or the other. */
    private static final class What {
        @Option(names = "--backend", paramLabel = "NAME", description = "The allocator to test.")
        private @Nullable String backend;

        @Option(names = "--list", description = "List the rules instead.")
        private boolean list;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec().commandLine().getOut();
        What wanted = Objects.requireNonNull(what, "what");
        String backend = wanted.backend;
        if (wanted.list || backend == null) {
            out.println(ConformanceText.list(RuleBook.load()));
            return 0;
        }
        RunOptions options = options(backend);
        try {
            ConformanceReport found = run(options);
            out.println(ConformanceText.of(found));
            writeReport(found);
            return found.exitStatus();
        } catch (NothingToRunException e) {
            spec().commandLine().getErr().println("ccalloc: " + e.getMessage());
            return 2;
        }
    }

    private ConformanceReport run(RunOptions options) throws NothingToRunException, IOException, InterruptedException {
        try (var progress = TckProgress.of(spec().commandLine().getErr())) {
            return KitRunner.run(options, progress);
        }
    }

    private void writeReport(ConformanceReport found) throws IOException {
        if (report != null) {
            Files.createDirectories(report);
            Files.writeString(report.resolve("report.json"), JsonReport.of(found));
            Path page = Files.writeString(report.resolve("index.html"), HtmlReport.of(found));
            spec().commandLine().getOut().println("report: " + page);
        }
    }

    private RunOptions options(String backend) {
        try {
            Profile thoroughness = Profile.named(profile);
            return new RunOptions(
                    backend,
                    classPath == null
                            ? List.of()
                            : PATH_SEPARATOR
                                    .splitAsStream(classPath)
                                    .filter(entry -> !entry.isEmpty())
                                    .toList(),
                    thoroughness,
                    seed == null ? new SplittableRandom().nextLong() >>> 16 : seed,
                    rules,
                    timeLimitSeconds == null
                            ? RunOptions.defaultTimeLimit(thoroughness)
                            : Duration.ofSeconds(timeLimitSeconds),
                    new Limits(memoryBudgetMib, threads),
                    jvmArguments);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "spec");
    }
}
