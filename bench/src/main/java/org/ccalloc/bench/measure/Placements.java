package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildJvm;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** Where java-unsafe puts runs of pages: how long that takes, and how much of the memory is of use then. */
public final class Placements implements Measurement {

    private static final String NAME = "placements";
    private static final String JAVA_UNSAFE = "java-unsafe";
    private static final List<String> PLACEMENTS = List.of("first-fit", "best-fit", "next-fit");

    /** A hundred live blocks of 128 KiB to 1 MiB. */
    private static final WorkloadSpecification RUNS = WorkloadSpecification.of("slots", 100, 128 << 10, 1 << 20);

    private static final long MAX_BYTE_SIZE = 512L << 20;
    private static final int FILLING_MILLIS = 1000;
    private static final int SEEDS = 5;

    private final int rounds;
    private final List<Trial> times = new ArrayList<>();
    private final List<Trial> fillings = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param backends which of our allocators; without java-unsafe there is nothing to measure
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public Placements(List<String> backends, int rounds, Workbench workbench) {
        this.rounds = rounds;
        for (String placement : backends.contains(JAVA_UNSAFE) ? PLACEMENTS : List.<String>of()) {
            String flag = "-Dccalloc.java-unsafe.placement=" + placement;
            times.add(workbench.timed(List.of(flag), JAVA_UNSAFE, placement, false, 1, RUNS));
            fillings.add(filling(placement, flag, workbench));
        }
    }

    private static Trial filling(String placement, String flag, Workbench workbench) {
        return new Trial("filling " + (MAX_BYTE_SIZE >> 20) + " MiB", placement, SEEDS * FILLING_MILLIS, _ -> {
            double percent = 0;
            for (int seed = 1; seed <= SEEDS; seed++) {
                List<String> command = ChildJvm.command(
                        workbench.classPath(),
                        List.of(flag, "-Dccalloc.java-unsafe.max-bytes=" + MAX_BYTE_SIZE),
                        "org.ccalloc.bench.filling.FillingMain",
                        List.of(JAVA_UNSAFE, "" + MAX_BYTE_SIZE, "" + seed));
                percent += percent(command) / SEEDS;
            }
            return new Figures(percent, Map.of());
        });
    }

    private static double percent(List<String> command) throws ChildFailedException {
        String line = ChildProcess.run(command, Workbench.limit(FILLING_MILLIS)).lastLine();
        return Printed.object(line).number("percent").doubleValue();
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(times, rounds) + Rounds.expectedMillis(fillings, 1);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = new ArrayList<>(Rounds.run(NAME, "ns", times, rounds, progress));
        // Nothing in it depends on the machine: one round tells all.
        series.addAll(Rounds.run(NAME, "%", fillings, 1, progress));
        return new Result(
                NAME,
                "How java-unsafe does with each way to place runs of pages: nanoseconds to replace a block of 128 KiB to 1 MiB; and"
                        + " the part of a fixed maximum that is live when the first request is refused, after 20,000 blocks have come"
                        + " and gone, as a mean over " + SEEDS + " random sequences.",
                series,
                List.of());
    }
}
