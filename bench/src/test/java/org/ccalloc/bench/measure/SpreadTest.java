package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void medianOfAnOddCountIsTheMiddleValue() {
        assertThat(Spread.of(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenCountIsHalfwayBetweenTheMiddleValues() {
        assertThat(Spread.of(9, 1, 5, 7).median()).isEqualTo(6);
    }

    @Test
    void oneValueIsItsOwnIntervalWithoutConfidence() {
        assertThat(Spread.of(3)).isEqualTo(new Spread(1, 3, 3, 3, 0));
    }

    @Test
    void fewValuesSpanTheIntervalAndSayHowLittleThatIsWorth() {
        Spread spread = Spread.of(1, 2, 3, 4, 5);
        assertThat(spread.low()).isEqualTo(1);
        assertThat(spread.high()).isEqualTo(5);
        assertThat(spread.confidence()).isCloseTo(0.9375, within(1e-9));
    }

    @Test
    void intervalLeavesOutliersOutOnceThereAreEnoughValues() {
        // The table of order statistics: for 10 values the second and the ninth, for 15 the fourth and the twelfth.
        assertInterval(10, 2, 9, 0.9785);
        assertInterval(15, 4, 12, 0.9648);
    }

    private static void assertInterval(int count, int low, int high, double confidence) {
        Spread spread = Spread.of(
                DoubleStream.iterate(1, value -> value + 1).limit(count).toArray());
        assertThat(spread.low()).isEqualTo(low);
        assertThat(spread.high()).isEqualTo(high);
        assertThat(spread.confidence()).isCloseTo(confidence, within(1e-4));
    }

    @Test
    void noValuesAreRefused() {
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    }
}
