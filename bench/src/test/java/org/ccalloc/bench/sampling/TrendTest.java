package org.ccalloc.bench.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void fallingFiguresAreATrendAndOthersAreNot() {
        assertThat(Trend.of(5, 4, 3, 2, 1).isFalling()).isTrue();
        assertThat(Trend.of(1, 2, 3, 4, 5).isFalling()).isFalse();
        assertThat(Trend.of(3, 1, 5, 2, 4).isFalling()).isFalse();
        assertThat(Trend.of(7, 7, 7, 7, 7).isFalling()).isFalse();
    }

    @Test
    void chanceIsThatOfSoManyFallsAmongAllOrders() {
        // Of the 120 orders of five, one falls ten times, and four fall nine times and rise once.
        assertThat(Trend.of(5, 4, 3, 2, 1).chance()).isCloseTo(1.0 / 120, within(1e-12));
        assertThat(Trend.of(5, 4, 3, 1, 2).chance()).isCloseTo(5.0 / 120, within(1e-12));
        assertThat(Trend.of(1, 2, 3, 4, 5).chance()).isCloseTo(1, within(1e-12));
        assertThat(Trend.of(5, 4, 3, 1, 2).falls()).isEqualTo(8);
    }

    @Test
    void fewFiguresTellNothing() {
        assertThat(Trend.of().isFalling()).isFalse();
        assertThat(Trend.of(3, 2, 1).isFalling()).isFalse();
    }
}
