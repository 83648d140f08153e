package org.ccalloc.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests fail on demand, and nothing else changes. */
class FailureRuleTest {

    private final MockAllocator mock = MockAllocator.create();
    private final List<Long> live = new ArrayList<>();

    @AfterEach
    void endMock() {
        live.forEach(mock::freeUnsized);
        mock.close();
    }

    @Test
    void theNthFails() {
        mock.failWhen(FailureRule.nth(3));
        assertThat(succeeds(8, 8, 8, 8)).containsExactly(true, true, false, true);
        assertThat(mock.counts()).isEqualTo(new MockCounts(4, 1, 3, 0, 24, 24));
    }

    @Test
    void allAfterTheNthFail() {
        mock.failWhen(FailureRule.after(2));
        assertThat(succeeds(8, 8, 8, 8)).containsExactly(true, true, false, false);
        mock.failWhen(FailureRule.none());
        assertThat(succeeds(8)).containsExactly(true);
    }

    @Test
    void memoryRunsOutAndRecovers() {
        mock.failWhen(FailureRule.budget(100));
        assertThat(succeeds(60, 41, 40, 1)).containsExactly(true, false, true, false);
        mock.freeUnsized(live.removeFirst());
        assertThat(succeeds(60)).containsExactly(true);
    }

    @Test
    void largeOnesFail() {
        mock.failWhen(FailureRule.largerThan(64));
        assertThat(succeeds(64, 65, 8)).containsExactly(true, false, true);
    }

    @Test
    void whatAPredicateSaysFails() {
        mock.failWhen(request -> request.operation() == Operation.ALLOC_NODE && request.byteAlignment() >= 64);
        assertThat(mock.allocNode(8)).isZero();
        assertThat(succeeds(8)).containsExactly(true);
    }

    @Test
    void eitherRuleFails() {
        mock.failWhen(FailureRule.nth(1).or(FailureRule.largerThan(64)));
        assertThat(succeeds(8, 8, 65)).containsExactly(false, true, false);
    }

    @Test
    void whatCanNeverBeMeantIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailureRule.nth(0))
                .withMessage("nth: number=0 (expected 1 or more)");
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRule.after(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRule.budget(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRule.largerThan(-1));
    }

    @Test
    void aReallocThatFailsLeavesTheBlock() {
        long block = mock.alloc(16);
        live.add(block);
        RawMemory.putLong(block, 42);
        mock.failWhen(FailureRule.after(0));
        assertThat(mock.realloc(block, 16, 32)).isZero();
        assertThat(RawMemory.getLong(block)).isEqualTo(42);
        assertThat(mock.usableSize(block)).isEqualTo(16);
    }

    @Test
    void theFailureSaysWhereItHappened() {
        mock.failWhen(FailureRule.nth(1));
        succeeds(8);
        assertThat(mock.lastFailureTrace().getFirst().getMethodName()).contains("succeeds");
    }

    @Test
    void allocOrThrowThrows() {
        mock.failWhen(FailureRule.nth(1));
        assertThat(catchThrowable(() -> mock.allocOrThrow(8))).isInstanceOf(OutOfMemoryError.class);
    }

    private List<Boolean> succeeds(long... byteSizes) {
        return IntStream.range(0, byteSizes.length)
                .mapToObj(i -> {
                    long block = mock.alloc(byteSizes[i]);
                    if (block != 0) {
                        live.add(block);
                    }
                    return block != 0;
                })
                .toList();
    }
}
