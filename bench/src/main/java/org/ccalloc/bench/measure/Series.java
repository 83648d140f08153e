package org.ccalloc.bench.measure;

import java.util.List;
import java.util.Optional;

/**
 * What a contender did at a workload, round by round.
 *
 * @param workload doing what
 * @param contender who did it
 * @param unit of the values
 * @param rounds a run for each round, in their order; up to the one that failed
 * @param failure why there are no more
 */
public record Series(String workload, String contender, String unit, List<Figures> rounds, Optional<String> failure) {

    /**
     * Keeps a copy.
     *
     * @param workload doing what
     * @param contender who did it
     * @param unit of the values
     * @param rounds a run for each round
     * @param failure why there are no more
     */
    public Series {
        rounds = List.copyOf(rounds);
    }

    /**
     * Finds that of a contender.
     *
     * @param contender whose
     * @param series where to look
     * @return the first of them
     */
    static Optional<Series> of(String contender, List<Series> series) {
        return series.stream().filter(one -> one.contender().equals(contender)).findFirst();
    }

    /**
     * The values of the rounds.
     *
     * @return values, in the order of the rounds
     */
    public double[] values() {
        return rounds.stream().mapToDouble(Figures::value).toArray();
    }

    /**
     * A detail of the rounds.
     *
     * @param name which
     * @return its values, in the order of the rounds; empty if there are none
     */
    public double[] details(String name) {
        return rounds.stream()
                .map(Figures::details)
                .filter(details -> details.containsKey(name))
                .mapToDouble(details -> details.getOrDefault(name, Double.NaN))
                .toArray();
    }
}
