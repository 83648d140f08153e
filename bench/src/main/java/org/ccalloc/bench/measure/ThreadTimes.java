package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** Many live blocks, in one thread and in two at a time, and blocks that go from one thread to another; beside C. */
public final class ThreadTimes implements Measurement {

    private static final String NAME = "threads";
    private static final String JAVA_UNSAFE = "java-unsafe";

    private static final List<Case> CASES = List.of(
            new Case(WorkloadSpecification.FEW_SLOTS, 1),
            new Case(WorkloadSpecification.FEW_SLOTS, 2),
            new Case(WorkloadSpecification.SLOTS, 1),
            new Case(WorkloadSpecification.SLOTS, 2),
            new Case(WorkloadSpecification.HAND_OFF, 1));

    private final List<String> backends;
    private final int rounds;
    private final List<Trial> trials = new ArrayList<>();

    /** A workload, run by so many threads at a time; the hand-off has one more of its own. */
    private record Case(WorkloadSpecification workload, int threads) {
        boolean isHandOff() {
            return workload.equals(WorkloadSpecification.HAND_OFF);
        }

        String label(String contender) {
            return contender + ", " + (threads == 1 && !isHandOff() ? "1 thread" : "2 threads");
        }
    }

    /**
     * Sets it up.
     *
     * @param backends which of our allocators
     * @param rounds how many rounds
     * @param workbench what to work with
     */
    public ThreadTimes(List<String> backends, int rounds, Workbench workbench) {
        this.backends = List.copyOf(backends);
        this.rounds = rounds;
        // Both stand beside each other, so that as little time as possible lies between what is compared.
        for (String backend : backends) {
            for (Case one : CASES) {
                String reference = CBaseline.reference(backend);
                trials.add(
                        workbench.timedInC(reference, one.label("C on " + reference), one.threads(), one.workload()));
                trials.add(workbench.timed(backend, one.label(backend), false, one.threads(), one.workload()));
            }
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
        for (int backend = 0; backend < backends.size(); backend++) {
            findings.addAll(findings(
                    backends.get(backend),
                    series.subList(backend * 2 * CASES.size(), (backend + 1) * 2 * CASES.size())));
        }
        return new Result(
                NAME,
                "Nanoseconds for one operation, in each thread. With two threads, each has slots of its own; at the hand-off"
                        + " one allocates and the other frees, and an operation is one block.",
                series,
                findings);
    }

    private static List<Finding> findings(String backend, List<Series> series) {
        List<Finding> findings = new ArrayList<>();
        List<Finding> ofSlots = new ArrayList<>();
        for (int i = 0; i < CASES.size(); i++) {
            boolean isHandOff = CASES.get(i).isHandOff();
            Optional<Finding> ratio = Finding.ratio(
                    series.get(2 * i + 1), series.get(2 * i), bound(backend, isHandOff, Bounds.HAND_OFF_IN_JAVA_TO_C));
            ratio.ifPresent(findings::add);
            ratio.filter(_ -> !isHandOff).ifPresent(ofSlots::add);
        }
        if (ofSlots.size() == CASES.stream().filter(one -> !one.isHandOff()).count()) {
            findings.add(Finding.geometricMean(
                    "random slots: " + backend + " to C on " + CBaseline.reference(backend) + ", geometric mean",
                    ofSlots,
                    bound(backend, true, Bounds.SLOTS_IN_JAVA_TO_C)));
        }
        return findings;
    }

    private static OptionalDouble bound(String backend, boolean promised, double bound) {
        return promised && backend.equals(JAVA_UNSAFE) ? OptionalDouble.of(bound) : OptionalDouble.empty();
    }
}
