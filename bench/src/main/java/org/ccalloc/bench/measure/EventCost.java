package org.ccalloc.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** What a recording of the JDK's flight recorder costs: as the JDK sets it up, and with our events of single blocks, throttled. */
public final class EventCost implements Measurement {

    private static final String NAME = "events";
    private static final String TOTALS = "org.ccalloc.AllocatorTotals";
    private static final List<String> OF_BLOCKS = List.of("org.ccalloc.Allocation", "org.ccalloc.Free");

    /** None, the JDK's, and that with blocks. */
    private static final int TRIALS_OF_A_BACKEND = 3;

    /** To start the flight recorder, and to write and read the file. */
    private static final int RECORDER_MILLIS = 1500;

    private final int rounds;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public EventCost(List<String> backends, int rounds, Workbench workbench) {
        this.rounds = rounds;
        // All of a backend stand beside each other, so that as little time as possible lies between what is compared.
        for (String backend : backends) {
            trials.add(workbench.timed(backend, backend, false, 1, WorkloadSpecification.PAIR_64));
            trials.add(recorded(backend, backend + ", recording", List.of(), workbench));
            trials.add(recorded(backend, backend + ", recording of blocks", OF_BLOCKS, workbench));
        }
    }

    private static Trial recorded(String backend, String label, List<String> ofBlocks, Workbench workbench) {
        Path file = workbench.directory().resolve("events.jfr");
        StringBuilder flag = new StringBuilder("-XX:StartFlightRecording:settings=default,filename=").append(file);
        ofBlocks.forEach(event -> flag.append(",+").append(event).append("#enabled=true"));
        Trial trial =
                workbench.timed(List.of(flag.toString()), backend, label, false, 1, WorkloadSpecification.PAIR_64);
        Set<String> expected = new TreeSet<>(ofBlocks);
        expected.add(TOTALS);
        return new Trial(trial.workload(), label, trial.expectedMillis() + RECORDER_MILLIS, round -> {
            Figures figures = trial.run().run(round);
            check(expected, file);
            return figures;
        });
    }

    /**
     * A run counts only if it was recorded as it should have been: the JVM goes on where it does not record.
     *
     * @param expected our events that have to be there, and no other
     * @param file the recording; it is deleted
     * @throws ChildFailedException if it is not so
     */
    static void check(Set<String> expected, Path file) throws ChildFailedException {
        Set<String> found = new TreeSet<>();
        try {
            try (RecordingFile recording = new RecordingFile(file)) {
                while (recording.hasMoreEvents()) {
                    RecordedEvent event = recording.readEvent();
                    String name = event.getEventType().getName();
                    if (name.startsWith("org.ccalloc.")) {
                        found.add(name);
                    }
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new ChildFailedException("recording: " + e);
        }
        if (!found.equals(expected)) {
            throw new ChildFailedException("recording: events=" + found + " (expected " + expected + ")");
        }
    }

    @Override
    public long expectedMillis() {
        return Rounds.expectedMillis(trials, rounds);
    }

    @Override
    public Result run(Progress progress) {
        List<Series> series = Rounds.run(NAME, "ns", trials, rounds, progress);
        List<Finding> findings = new ArrayList<>();
        for (int none = 0; none < series.size(); none += TRIALS_OF_A_BACKEND) {
            Finding.ratio(series.get(none + 1), series.get(none), OptionalDouble.of(Bounds.RECORDING_TO_NONE))
                    .ifPresent(findings::add);
            Finding.ratio(series.get(none + 2), series.get(none), OptionalDouble.empty())
                    .ifPresent(findings::add);
        }
        return new Result(
                NAME,
                "Nanoseconds for one pair: without a flight recording, with one as the JDK sets it up, and with one that has"
                        + " events of allocations and frees besides, throttled as they are by default.",
                series,
                findings);
    }
}
