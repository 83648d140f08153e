package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocators under test call glibc")
class WorkersTest {

    /** One that fails ends the others, some of them before they have begun. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void runMixedEndsIfAWorkerFailsAtOnce() {
        for (int i = 0; i < 300; i++) {
            assertThatThrownBy(() -> Workers.runMixed(
                            8,
                            10,
                            _ -> {
                                throw new IllegalStateException("no memory");
                            },
                            () -> {}))
                    .hasMessage("in another thread: no memory");
        }
    }

    /** So it was with the first request of the first thread, while others waited for their start. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void threadsThatWouldGoOnUntilOthersAreDoneEndIfThoseNeverBegin() {
        Breakage failing = CcAllocatorTckTest.subtleBreakages()
                .filter(breakage -> breakage.what().equals("a failure is remembered until the next request"))
                .findFirst()
                .orElseThrow();
        String test = "S03_requestsThatFailDisturbNoOtherThread";
        for (int i = 0; i < 100; i++) {
            KitRun run = KitRun.of(
                    failing.allocators(),
                    failing.countsRight(),
                    method -> method.getName().equals(test));
            assertThat(run.failed()).containsOnlyKeys(test);
        }
    }
}
