package org.ccalloc.bench.safepoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioRunTest {

    private static final int DIVISOR = 10_000;
    private static final long SETTLE_MILLIS = 40;

    @ParameterizedTest
    @EnumSource
    void scenarioGivesBackWhatItTook(Scenario scenario) throws Exception {
        CcAllocator allocator = CcAllocators.named("mimalloc");
        allocator.statsReset();
        allocator.statsEnable(true);
        ScenarioRun run = new ScenarioRun(scenario, "mimalloc", DIVISOR, SETTLE_MILLIS);
        run.run();
        allocator.statsEnable(false);
        assertThat(run.phases()).isNotEmpty();
        assertThat(allocator.statsSnapshot().currentAllocated()).isZero();
        assertThat(allocator.statsSnapshot().allocCount() > 0).isEqualTo(scenario != Scenario.NO_ALLOCATOR);
    }
}
