package org.ccalloc.bench.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgramMainTest {

    private static final long SECOND = 1_000_000_000;

    private static List<ProgramMain.Sample> runs(int count, IntToDoubleFunction nanos) {
        return IntStream.range(0, count)
                .mapToObj(run -> new ProgramMain.Sample(nanos.applyAsDouble(run), 0, 0))
                .toList();
    }

    @Test
    void isNotWarmWithoutRunsHoweverMuchTimeHasPassed() {
        assertThat(ProgramMain.isWarm(List.of(), 100 * SECOND, SECOND)).isFalse();
        assertThat(ProgramMain.isWarm(runs(ProgramMain.LEAST_RUNS, _ -> 5), 100 * SECOND, SECOND))
                .isTrue();
    }

    @Test
    void isNotWarmBeforeItsTimeIsOver() {
        assertThat(ProgramMain.isWarm(runs(100, _ -> 5), SECOND / 2, SECOND)).isFalse();
        assertThat(ProgramMain.isWarm(runs(100, _ -> 5), SECOND, SECOND)).isTrue();
    }

    @Test
    void isNotWarmWhileItBecomesFasterUnlessThatTakesTooLong() {
        List<ProgramMain.Sample> falling = runs(ProgramMain.LATEST_RUNS, run -> 100 - run);
        assertThat(ProgramMain.isWarm(falling, 2 * SECOND, SECOND)).isFalse();
        assertThat(ProgramMain.isWarm(falling, 4 * SECOND, SECOND)).isTrue();
    }
}
