package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpochsTest {

    private final CheckedCcAllocator allocator = new CheckedCcAllocator(CcAllocators.named("mimalloc"));
    private final Epochs epochs = new Epochs(allocator, 2);

    @AfterEach
    void close() {
        epochs.close();
        assertThat(allocator.liveBlocks()).isZero();
    }

    @Test
    void withNobodyInsideEverythingIsPast() {
        assertThat(epochs.isPast(epochs.stamp())).isTrue();
    }

    @Test
    void whatIsRetiredWhileSomebodyIsInsideIsNotPastUntilHeLeaves() {
        epochs.guard(0).enter();
        long stamp = epochs.stamp();
        assertThat(epochs.isPast(stamp)).isFalse();
        epochs.guard(0).exit();
        assertThat(epochs.isPast(stamp)).isTrue();
    }

    @Test
    void whoEntersAfterwardsDoesNotCount() {
        epochs.guard(0).enter();
        long stamp = epochs.stamp();
        epochs.guard(1).enter();
        assertThat(epochs.isPast(stamp)).isFalse();
        epochs.guard(0).exit();
        assertThat(epochs.isPast(stamp)).isTrue();
        assertThat(epochs.isPast(epochs.stamp())).isFalse();
        epochs.guard(1).exit();
    }

    @Test
    void leavingAndEnteringAgainCountsAsEnteringAfterwards() {
        epochs.guard(0).enter();
        long stamp = epochs.stamp();
        epochs.guard(0).exit();
        epochs.guard(0).enter();
        assertThat(epochs.isPast(stamp)).isTrue();
        epochs.guard(0).exit();
    }

    @Test
    void enteringTwiceIsAnError() {
        epochs.guard(0).enter();
        assertThatThrownBy(() -> epochs.guard(0).enter()).isInstanceOf(IllegalStateException.class);
        epochs.guard(0).exit();
    }

    @Test
    void withoutMemoryForAllSlotsNoneIsKept() {
        var scarce = new CheckedCcAllocator(CcAllocators.named("mimalloc"), 2);
        assertThatThrownBy(() -> new Epochs(scarce, 5)).isInstanceOf(OutOfMemoryError.class);
        assertThat(scarce.liveBlocks()).isZero();
    }
}
