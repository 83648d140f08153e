package org.ccalloc.bench.measure;

import java.io.IOException;
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
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.safepoint.Pauses;
import org.ccalloc.bench.safepoint.Safepoint;
import org.ccalloc.bench.safepoint.Scenario;
import org.ccalloc.bench.safepoint.ScenarioMain;

/** How long safepoints wait for calls of the allocator. */
public final class SafepointPauses implements Measurement {

    private static final String NOBODY = "nobody";

    /** Start, warm-up, and the time that the slowest machine we know takes to write all pages of 3 GB. */
    private static final int FIXED_MILLIS = 2500;

    private static final int WRITING_MILLIS = 15_000;

    private final int rounds;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param divisor makes the amount of memory smaller
     * @param settleMillis how long small blocks come and go after each scenario
     * @param workbench what to work with
     */
    public SafepointPauses(List<String> backends, int rounds, int divisor, int settleMillis, Workbench workbench) {
        this.rounds = rounds;
        trials.add(trial(Scenario.NO_ALLOCATOR, NOBODY, divisor, settleMillis, workbench));
        for (Scenario scenario : Scenario.values()) {
            if (scenario != Scenario.NO_ALLOCATOR) {
                for (String backend : backends) {
                    trials.add(trial(scenario, backend, divisor, settleMillis, workbench));
                }
            }
        }
    }

    private static Trial trial(
            Scenario scenario, String contender, int divisor, int settleMillis, Workbench workbench) {
        Path log = workbench.directory().resolve("safepoint.log");
        List<String> command = ChildJvm.command(
                workbench.classPath(),
                ScenarioMain.flags(log),
                "org.ccalloc.bench.safepoint.ScenarioMain",
                List.of(scenario.name(), contender, "" + divisor, "" + settleMillis));
        long expected = (long) FIXED_MILLIS + settleMillis + (scenario.isWritten() ? WRITING_MILLIS / divisor : 0L);
        return new Trial(scenario.describe(divisor), contender, expected, _ -> run(command, log, expected));
    }

    private static Figures run(List<String> command, Path log, long expectedMillis) throws ChildFailedException {
        try {
            String printed =
                    ChildProcess.run(command, Workbench.limit(expectedMillis)).lastLine();
            Pauses pauses = Pauses.of(Printed.object(printed), Safepoint.parse(Files.readAllLines(log)));
            Map<String, Double> details = new LinkedHashMap<>();
            details.put("longestMillis", pauses.longestMillis());
            details.put("p999Millis", pauses.p999Millis());
            details.put("longestShortCallMillis", pauses.longestShortCallMillis());
            details.put("safepoints", (double) pauses.safepoints());
            return new Figures(pauses.heldUpMillis(), details);
        } catch (IOException e) {
            throw new ChildFailedException("cannot read the log of safepoints: " + e.getMessage());
        }
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(trials, rounds);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = Rounds.run("safepoints", "ms", trials, rounds, progress);
        List<Finding> findings = new ArrayList<>();
        for (Series one : series) {
            if (!one.contender().equals(NOBODY) && !one.rounds().isEmpty()) {
                findings.add(new Finding(
                        one.workload() + ", " + one.contender(),
                        "ms",
                        Spread.of(one.values()),
                        OptionalDouble.empty(),
                        OptionalDouble.of(Bounds.SAFEPOINT_MILLIS)));
            }
        }
        return new Result(
                "safepoints",
                "Milliseconds for which one call of the allocator held up a safepoint at most: as long as both lasted, and no"
                        + " longer than the call was executing. The details have the time that safepoints took whoever was"
                        + " to blame, which on a busy machine is mostly threads that wait for a processor: compare the"
                        + " scenario without an allocator.",
                series,
                findings);
    }
}
