package org.ccalloc.bench.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;

/** From a fresh JVM to the first block. */
public final class StartupTimes implements Measurement {

    private static final int EXPECTED_MILLIS = 400;
    private static final int TRAINING_MILLIS = 5000;
    private static final String WORKLOAD = "first allocation";
    private static final String CACHED = ", AOT cache";
    private static final String MAIN_PACKAGE = "org.ccalloc.bench.startup.";
    private static final String OF_BACKENDS = "BackendFirstAllocation";

    private final int rounds;
    private final List<String> backends;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * Sets it up. Each contender gets the class path that its user would have: searching the jars of others for services
     * takes time.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public StartupTimes(List<String> backends, int rounds, Workbench workbench) {
        this.rounds = rounds;
        this.backends = List.copyOf(backends);
        ClassPath all = workbench.classPath();
        String programs = "org/ccalloc/bench/startup/FirstAllocation.class";
        for (String backend : backends) {
            ClassPath own =
                    all.having(programs, "org/ccalloc/spi/CcAllocator.class", classFile(CcAllocators.named(backend)));
            List<String> flags = List.of("-Dccalloc.backend=" + backend);
            trials.add(trial(backend, OF_BACKENDS, own, flags));
            trials.add(cachedTrial(
                    backend + CACHED, own, flags, workbench.directory().resolve(backend + ".aot")));
        }
        trials.add(trial(
                Contenders.LWJGL, "LwjglFirstAllocation", all.having(programs).and(all.named("lwjgl")), List.of()));
        trials.add(trial(
                Contenders.UNSAFE,
                "UnsafeFirstAllocation",
                all.having(programs, "org/ccalloc/spi/CcAllocator.class"),
                List.of()));
        trials.add(trial(Contenders.ARENA, "ArenaFirstAllocation", all.having(programs), List.of()));
    }

    private static String classFile(CcAllocator allocator) {
        return allocator.getClass().getName().replace('.', '/') + ".class";
    }

    private static Trial trial(String contender, String mainClass, ClassPath classPath, List<String> flags) {
        List<String> command = ChildJvm.command(classPath, flags, MAIN_PACKAGE + mainClass, List.of());
        return new Trial(WORKLOAD, contender, EXPECTED_MILLIS, _ -> run(command));
    }

    /**
     * With a cache of classes that are loaded and linked already, which the JVM writes at the end of a run before the first one.
     */
    private static Trial cachedTrial(String contender, ClassPath classPath, List<String> flags, Path cache) {
        List<String> training = new ArrayList<>(flags);
        training.add("-XX:AOTCacheOutput=" + cache);
        List<String> trained = new ArrayList<>(flags);
        // A cache that does not fit is an error, and not left aside in silence.
        trained.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
        List<String> command = ChildJvm.command(classPath, trained, MAIN_PACKAGE + OF_BACKENDS, List.of());
        return new Trial(WORKLOAD, contender, EXPECTED_MILLIS, _ -> {
            if (!Files.exists(cache)) {
                ChildProcess.run(
                        ChildJvm.command(classPath, training, MAIN_PACKAGE + OF_BACKENDS, List.of()),
                        Workbench.limit(TRAINING_MILLIS));
            }
            return run(command);
        });
    }

    private static Figures run(List<String> command) throws ChildFailedException {
        ChildProcess.Outcome outcome = ChildProcess.run(command, Workbench.limit(EXPECTED_MILLIS));
        Printed printed = Printed.object(outcome.lastLine());
        Map<String, Double> details = new LinkedHashMap<>();
        details.put("fromJvmStartMillis", printed.number("fromJvmStartMillis").doubleValue());
        long allocatedEpochNanos = printed.number("epochNanos").longValue();
        details.put("fromLaunchMillis", (allocatedEpochNanos - outcome.startedEpochNanos()) / 1e6);
        return new Figures(printed.number("fromMainMillis").doubleValue(), details);
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(trials, rounds + 1);
    }

    @Override
    public Result run(Progress progress) {
        // Once for nothing: files come into the page cache, and LWJGL unpacks its libraries to a directory that stays.
        Rounds.run("startup, not counted", "ms", trials, 1, progress);
        List<Series> series = Rounds.run("startup", "ms", trials, rounds, progress);
        List<Finding> findings = new ArrayList<>();
        Series lwjgl = named(series, Contenders.LWJGL);
        for (String backend : backends) {
            OptionalDouble bound =
                    backend.equals("mimalloc") ? OptionalDouble.of(Bounds.STARTUP_TO_LWJGL) : OptionalDouble.empty();
            Series own = named(series, backend);
            Finding.ratio(own, lwjgl, bound).ifPresent(findings::add);
            Finding.ratio(named(series, backend + CACHED), own, OptionalDouble.empty())
                    .ifPresent(findings::add);
        }
        return new Result(
                "startup",
                "Milliseconds from the entry of main to the first block of 64 bytes in a fresh JVM, on a class path of the"
                        + " contender's jars alone. The details also count from the start of the JVM and from before the"
                        + " process was launched. With an AOT cache, which a user makes by running the program once with -XX:AOTCacheOutput=FILE,"
                        + " and uses with -XX:AOTCache=FILE, classes are loaded and linked already.",
                series,
                findings);
    }

    private static Series named(List<Series> series, String contender) {
        return series.stream()
                .filter(one -> one.contender().equals(contender))
                .findFirst()
                .orElseThrow();
    }
}
