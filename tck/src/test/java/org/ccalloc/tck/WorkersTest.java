package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
