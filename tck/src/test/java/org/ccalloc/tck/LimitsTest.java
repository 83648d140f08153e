package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the properties of the limits do. */
class LimitsTest {

    @AfterEach
    void forget() {
        System.clearProperty(Limits.MEMORY_BUDGET_PROPERTY);
        System.clearProperty(Limits.THREADS_PROPERTY);
    }

    @Test
    void areTheDefaultWithoutProperties() {
        assertThat(Limits.current()).isEqualTo(new Limits(1024, 8));
    }

    @Test
    void reachTheTests() {
        System.setProperty(Limits.MEMORY_BUDGET_PROPERTY, "16");
        System.setProperty(Limits.THREADS_PROPERTY, "3");
        var kit = new CcAllocatorTck() {
            @Override
            protected CcAllocator createAllocator() {
                throw new AssertionError("not asked for");
            }
        };
        assertThat(kit.memoryBudget()).isEqualTo(16 << 20);
        assertThat(kit.threads()).isEqualTo(3);
    }

    @Test
    void areRefusedIfTheyMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limits(7, 2))
                .withMessage("memory budget: MiB=7 (expected 8 or more)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(Long.MAX_VALUE, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limits(8, 1))
                .withMessage("threads: count=1 (expected 2 or more)");
        System.setProperty(Limits.THREADS_PROPERTY, "many");
        assertThatIllegalArgumentException()
                .isThrownBy(Limits::current)
                .withMessage("ccalloc.tck.threads: value=many (expected a number)");
    }
}
