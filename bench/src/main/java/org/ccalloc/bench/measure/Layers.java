package org.ccalloc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.workload.WorkloadSpecification;

/**
 * Where the time goes between C and our allocator on the same mimalloc: contenders each of which has a layer more than the one
 * before, in the rounds of all others. The steps, multiplied, are the ratio of the two.
 */
final class Layers {

    /** Whose layers they are. */
    static final String OF = "mimalloc";

    /** The bottom: C, with the library as it comes. */
    static final String IN_C = "C on " + OF;

    /** C, with the library set as our backend sets it. */
    static final String IN_C_AS_WE_SET_IT = "C on " + CBaseline.AS_WE_SET_IT;

    /** From one contender to the next, and what lies between them. */
    private record Step(String from, String to, String what) {}

    private static final List<Step> STEPS = List.of(
            new Step(IN_C, IN_C_AS_WE_SET_IT, "settings: no huge pages, purged by a thread of its own"),
            new Step(IN_C_AS_WE_SET_IT, Contenders.BARE_CALLS, "the loop in Java, and calls out of it"),
            new Step(Contenders.BARE_CALLS, OF, "the contract: checks, kinds of calls"),
            new Step(Contenders.BARE_CALLS, Contenders.BARE_AND_EMPTY_CALLS, "an empty call, for comparison"));

    private Layers() {}

    /**
     * The contenders in Java that are only there for this.
     *
     * @param thorough whether also the one that shows what an empty call takes
     * @return their names
     */
    static List<String> contenders(boolean thorough) {
        return thorough
                ? List.of(Contenders.BARE_CALLS, Contenders.BARE_AND_EMPTY_CALLS)
                : List.of(Contenders.BARE_CALLS);
    }

    /**
     * The layers at a workload that mimalloc and C are timed at.
     *
     * @param workbench what to work with
     * @param workload doing what
     * @return trials, to be run in the rounds of the others
     */
    static List<Trial> timed(Workbench workbench, WorkloadSpecification workload) {
        List<Trial> trials = new ArrayList<>();
        trials.add(workbench.timedInC(CBaseline.AS_WE_SET_IT, IN_C_AS_WE_SET_IT, 1, workload));
        contenders(true).forEach(contender -> trials.add(workbench.timed(contender, contender, false, 1, workload)));
        return trials;
    }

    /**
     * What each step takes.
     *
     * @param series of all contenders at one workload or at several
     * @return the mean over the workloads, for each step that has figures
     */
    static List<Finding> findings(List<Series> series) {
        List<Finding> findings = new ArrayList<>();
        for (Step step : STEPS) {
            List<Finding> ratios = workloads(series)
                    .flatMap(workload -> ratio(series, workload, step).stream())
                    .toList();
            if (!ratios.isEmpty()) {
                String what = step.what() + " (" + step.to() + " to " + step.from() + ")";
                findings.add(
                        ratios.size() == 1
                                ? ratios.getFirst().named(what)
                                : Finding.geometricMean(what, ratios, OptionalDouble.empty()));
            }
        }
        return findings;
    }

    private static Stream<String> workloads(List<Series> series) {
        return series.stream().map(Series::workload).distinct();
    }

    private static Optional<Finding> ratio(List<Series> series, String workload, Step step) {
        List<Series> there =
                series.stream().filter(one -> one.workload().equals(workload)).toList();
        return Series.of(step.to(), there)
                .flatMap(above -> Series.of(step.from(), there)
                        .flatMap(below -> Finding.ratio(above, below, OptionalDouble.empty())));
    }
}
