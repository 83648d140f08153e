package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FindingTest {

    private static final OptionalDouble NOTHING = OptionalDouble.empty();

    @Test
    void ratioIsTheMedianOfTheRatiosOfTheRoundsNotTheRatioOfTheMedians() {
        // The second round was slow for both: 2, 2, 3 times; the medians alone would say 1.5.
        Finding finding =
                Finding.ratio(series(2, 40, 3), series(1, 20, 1), NOTHING).orElseThrow();
        assertThat(finding.spread().median()).isEqualTo(2);
        assertThat(finding.what()).isEqualTo("pair 64: a to a");
    }

    @Test
    void roundsThatOneOfThemDidNotReachAreLeftOut() {
        Finding finding = Finding.ratio(series(2, 4, 6), series(1, 1), NOTHING).orElseThrow();
        assertThat(finding.spread().count()).isEqualTo(2);
    }

    @Test
    void thereIsNoRatioWithoutACommonRound() {
        assertThat(Finding.ratio(series(1), series(), NOTHING)).isEmpty();
    }

    @Test
    void promiseIsMissedIfTheMedianIsAboveTheBound() {
        OptionalDouble bound = OptionalDouble.of(2);
        assertThat(Finding.ratio(series(2), series(1), bound).orElseThrow().missed())
                .isFalse();
        assertThat(Finding.ratio(series(2.01), series(1), bound).orElseThrow().missed())
                .isTrue();
        assertThat(Finding.ratio(series(9), series(1), NOTHING).orElseThrow().missed())
                .isFalse();
    }

    @Test
    void processorTimeIsComparedWhereBothHaveIt() {
        Finding finding = Finding.ratio(series(8), series(2), NOTHING).orElseThrow();
        assertThat(finding.processorTime()).hasValue(4);
        Series without = new Series("pair 64", "b", "ns", List.of(new Figures(1, Map.of())), Optional.empty());
        assertThat(Finding.ratio(series(8), without, NOTHING).orElseThrow().processorTime())
                .isEmpty();
    }

    @Test
    void geometricMeanIsOfTheMedians() {
        List<Finding> ratios = List.of(
                Finding.ratio(series(1), series(1), NOTHING).orElseThrow(),
                Finding.ratio(series(4, 4, 9), series(1, 1, 1), NOTHING).orElseThrow());
        Finding mean = Finding.geometricMean("both", ratios, OptionalDouble.of(1.9));
        assertThat(mean.spread().median()).isCloseTo(2, offset(1e-9));
        assertThat(mean.processorTime().orElseThrow()).isCloseTo(2, offset(1e-9));
        assertThat(mean.missed()).isTrue();
    }

    private static Series series(double... values) {
        List<Figures> rounds = Arrays.stream(values)
                .mapToObj(value -> new Figures(value, Map.of("cpuNanos", value)))
                .toList();
        return new Series("pair 64", "a", "ns", rounds, Optional.empty());
    }
}
