package org.ccalloc.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What follows from the figures.
 *
 * @param what in words
 * @param unit of its values; {@code times} for a ratio
 * @param spread over the rounds
 * @param processorTime the median of the same ratio in processor time, where that was measured: it leaves out what a thread
 *     waited for a processor that others had, and also what it waited for a lock
 * @param bound what the median may be at most, if something was promised
 */
public record Finding(String what, String unit, Spread spread, OptionalDouble processorTime, OptionalDouble bound) {

    /** The unit of ratios. */
    static final String TIMES = "times";

    private static final String PROCESSOR_TIME = "cpuNanos";

    /**
     * A ratio of two contenders, round by round: what both met with in a round of a noisy machine cancels out.
     *
     * @param above whose values are divided
     * @param below by which
     * @param bound what the ratio may be at most, if something was promised
     * @return the finding; empty if they have no round in common
     */
    static Optional<Finding> ratio(Series above, Series below, OptionalDouble bound) {
        double[] ratios = ratios(above.values(), below.values());
        if (ratios.length == 0) {
            return Optional.empty();
        }
        double[] ofProcessorTime = ratios(above.details(PROCESSOR_TIME), below.details(PROCESSOR_TIME));
        return Optional.of(new Finding(
                above.workload() + ": " + above.contender() + " to " + below.contender(),
                TIMES,
                Spread.of(ratios),
                ofProcessorTime.length == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Spread.of(ofProcessorTime).median()),
                bound));
    }

    private static double[] ratios(double[] numerators, double[] denominators) {
        return IntStream.range(0, Math.min(numerators.length, denominators.length))
                .mapToDouble(round -> numerators[round] / denominators[round])
                .toArray();
    }

    /**
     * What several ratios are together.
     *
     * @param what in words
     * @param ratios one or more, all with processor time, or none
     * @param bound what the mean may be at most, if something was promised
     * @return the geometric mean of their medians
     */
    static Finding geometricMean(String what, List<Finding> ratios, OptionalDouble bound) {
        double[] ofProcessorTime = ratios.stream()
                .flatMapToDouble(ratio -> ratio.processorTime().stream())
                .toArray();
        return new Finding(
                what,
                TIMES,
                Spread.of(geometricMean(ratios.stream()
                        .mapToDouble(ratio -> ratio.spread().median())
                        .toArray())),
                ofProcessorTime.length < ratios.size()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(geometricMean(ofProcessorTime)),
                bound);
    }

    private static double geometricMean(double[] values) {
        return Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN));
    }

    /**
     * In other words.
     *
     * @param words what instead
     * @return the same finding
     */
    Finding named(String words) {
        return new Finding(words, unit, spread, processorTime, bound);
    }

    /**
     * With a promise.
     *
     * @param most what it may be at most
     * @return the same finding with a bound
     */
    Finding bounded(double most) {
        return new Finding(what, unit, spread, processorTime, OptionalDouble.of(most));
    }

    /**
     * Whether a promise was broken.
     *
     * @return false also if nothing was promised
     */
    public boolean missed() {
        return bound.isPresent() && spread.median() > bound.getAsDouble();
    }
}
