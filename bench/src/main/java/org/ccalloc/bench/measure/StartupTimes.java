package org.ccalloc.bench.measure;

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

/** From a fresh JVM to the first block. */
public final class StartupTimes implements Measurement {

    private static final int EXPECTED_MILLIS = 400;
    private static final String MAIN_PACKAGE = "org.ccalloc.bench.startup.";

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
            trials.add(trial(
                    backend,
                    "BackendFirstAllocation",
                    all.having(programs, "org/ccalloc/spi/CcAllocator.class", "META-INF/native/" + backend + ".sha256"),
                    List.of("-Dccalloc.backend=" + backend)));
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

    private static Trial trial(String contender, String mainClass, ClassPath classPath, List<String> flags) {
        List<String> command = ChildJvm.command(classPath, flags, MAIN_PACKAGE + mainClass, List.of());
        return new Trial("first allocation", contender, EXPECTED_MILLIS, () -> run(command));
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
        Series lwjgl = series.get(backends.size());
        for (int i = 0; i < backends.size(); i++) {
            OptionalDouble bound = backends.get(i).equals("mimalloc")
                    ? OptionalDouble.of(Bounds.STARTUP_TO_LWJGL)
                    : OptionalDouble.empty();
            Finding.ratio(series.get(i), lwjgl, bound).ifPresent(findings::add);
        }
        return new Result(
                "startup",
                "Milliseconds from the entry of main to the first block of 64 bytes in a fresh JVM, on a class path of the"
                        + " contender's jars alone. The details also count from the start of the JVM and from before the"
                        + " process was launched.",
                series,
                findings);
    }
}
