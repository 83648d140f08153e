package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeltaDebuggingTest {

    private static final List<Integer> HUNDRED =
            IntStream.rangeClosed(1, 100).boxed().toList();

    @Test
    void findsTheElementsThatFailTogether() {
        var culprits = List.of(7, 42, 43, 100);
        assertThat(DeltaDebugging.minimize(HUNDRED, part -> part.containsAll(culprits), () -> false))
                .isEqualTo(culprits);
    }

    @Test
    void leavesNoElementThatCouldBeLeftOut() {
        List<Integer> smallest = DeltaDebugging.minimize(HUNDRED, part -> part.size() % 3 == 1, () -> false);
        assertThat(smallest.size() % 3).isEqualTo(1);
        assertThat(DeltaDebugging.minimize(HUNDRED, part -> part.size() >= 10, () -> false))
                .hasSize(10);
    }

    @Test
    void keepsWhatNothingCanBeTakenFrom() {
        assertThat(DeltaDebugging.minimize(HUNDRED, _ -> false, () -> false)).isEqualTo(HUNDRED);
        assertThat(DeltaDebugging.minimize(List.of(1), _ -> true, () -> false)).containsExactly(1);
    }

    @Test
    void stopsWhenTheBudgetIsSpent() {
        var tests = new AtomicInteger();
        List<Integer> smallest = DeltaDebugging.minimize(
                HUNDRED, part -> tests.incrementAndGet() > 0 && part.contains(1), () -> tests.get() >= 3);
        assertThat(tests).hasValue(3);
        assertThat(smallest).contains(1).hasSizeLessThan(100);
    }
}
