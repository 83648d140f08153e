package org.ccalloc.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangeTest {

    @Test
    void aFactorIsFoundAgain() {
        double[] before = {10, 11, 12, 10.5, 11.5};
        double[] after = Arrays.stream(before).map(value -> 1.5 * value).toArray();
        Change change = Change.of(before, after);
        assertThat(change.factor()).isCloseTo(1.5, within(0.01));
        assertThat(change.low()).isBetween(1.2, 1.5);
        assertThat(change.high()).isBetween(1.5, 1.8);
        assertThat(change.isRise(1.1)).isTrue();
        assertThat(change.isRise(1.6)).isFalse();
        assertThat(Change.of(after, before).isFall(1.1)).isTrue();
    }

    /** By the tables of U: with five against five, 4 of 252 orders have at most 2 pairs, 7 have at most 3. */
    @Test
    void theConfidenceIsThatOfTheTables() {
        double[] before = {1, 2, 3, 4, 5};
        double[] after = {11, 13, 17, 19, 23};
        Change change = Change.of(before, after);
        assertThat(change.confidence()).isCloseTo(1 - 2 * 4 / 252.0, within(1e-12));
        double[] ratios = Arrays.stream(after)
                .flatMap(later -> Arrays.stream(before).map(earlier -> later / earlier))
                .sorted()
                .toArray();
        assertThat(change.low()).isEqualTo(ratios[2]);
        assertThat(change.high()).isEqualTo(ratios[22]);
        assertThat(change.factor()).isEqualTo(ratios[12]);
    }

    @Test
    void fewFiguresAreSaidToBeFew() {
        assertThat(Change.of(new double[] {1}, new double[] {9})).satisfies(change -> {
            assertThat(change.confidence()).isZero();
            assertThat(change.isRise(1.1)).isFalse();
        });
        assertThat(Change.of(new double[] {1, 2}, new double[] {8, 9}).isReliable())
                .isFalse();
        Change three = Change.of(new double[] {1, 2, 3}, new double[] {7, 8, 9});
        assertThat(three.confidence()).isCloseTo(0.9, within(1e-12));
        assertThat(three.isRise(1.1)).isTrue();
    }

    /** An interval of 95 % leaves the true factor out in one of twenty runs at most. */
    @Test
    void intervalsHoldTheTrueFactorAsOftenAsTheySay() {
        SplittableRandom random = new SplittableRandom(1);
        int held = 0;
        for (int i = 0; i < 2000; i++) {
            Change change = Change.of(noisy(random, 8, 10), noisy(random, 6, 13));
            held += change.low() <= 1.3 && change.high() >= 1.3 ? 1 : 0;
        }
        assertThat(held).isBetween(1880, 1960);
    }

    private static double[] noisy(SplittableRandom random, int count, double value) {
        return random.doubles(count).map(noise -> value * Math.exp(noise)).toArray();
    }
}
