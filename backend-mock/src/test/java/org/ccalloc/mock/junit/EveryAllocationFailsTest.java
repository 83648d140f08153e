package org.ccalloc.mock.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.ccalloc.mock.MemoryFaultException;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each allocation of a test fails once, and what the tested code makes of that is told. */
class EveryAllocationFailsTest {

    static class InOrder {
        @EveryAllocationFails
        void givesBackTheFirstIfTheSecondFails(CcAllocator allocator) {
            long first = allocator.allocOrThrow(8);
            try {
                allocator.free(allocator.allocOrThrow(8), 8);
            } finally {
                allocator.free(first, 8);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void codeThatHandlesFailuresPasses(boolean inParallel) {
        Outcomes outcomes = Outcomes.of(InOrder.class, inParallel);
        assertThat(outcomes.failed()).isEmpty();
        assertThat(outcomes.passed())
                .containsExactly("no allocation fails", "allocation 1 of 2 fails", "allocation 2 of 2 fails");
    }

    static class Leaking {
        @BeforeEach
        void allocatesBeforeItCounts() {
            CcAllocators.get().freeUnsized(CcAllocators.get().allocOrThrow(100));
        }

        @EveryAllocationFails
        void forgetsTheFirst() {
            long first = CcAllocators.get().allocOrThrow(8);
            long second = second();
            CcAllocators.get().free(first, 8);
            CcAllocators.get().free(second, 8);
        }

        private static long second() {
            return CcAllocators.get().allocOrThrow(8);
        }
    }

    @Test
    void aLeakNamesTheAllocationWhoseFailureIsMishandled() {
        Outcomes outcomes = Outcomes.of(Leaking.class, false);
        assertThat(outcomes.passed()).containsExactly("no allocation fails", "allocation 1 of 2 fails");
        assertThat(outcomes.failure("allocation 2 of 2 fails"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("allocation 2 of 2 fails: outcome=leak (expected success or [")
                .hasMessageContaining("the allocation that failed:\n    at ")
                .hasMessageContaining("EveryAllocationFailsTest$Leaking.second(")
                .hasCauseInstanceOf(MemoryFaultException.class);
    }

    static class Declared {
        @EveryAllocationFails(expected = IOException.class)
        void saysItInItsOwnWords(CcAllocator allocator) throws IOException {
            long block = allocator.alloc(8);
            if (block == 0) {
                throw new IOException("no buffer");
            }
            allocator.free(block, 8);
            allocator.freeUnsized(allocator.allocOrThrow(16));
        }
    }

    @Test
    void onlyDeclaredErrorsAreFine() {
        Outcomes outcomes = Outcomes.of(Declared.class, false);
        assertThat(outcomes.passed()).containsExactly("no allocation fails", "allocation 1 of 2 fails");
        assertThat(outcomes.failure("allocation 2 of 2 fails"))
                .hasMessageContaining("outcome=java.lang.OutOfMemoryError")
                .hasMessageContaining("(expected success or [java.io.IOException], and no fault)")
                .hasMessageContaining("saysItInItsOwnWords(");
    }

    static class WithoutTraces {
        @RegisterExtension
        static final CcMock MOCK =
                new CcMock(MockAllocator.builder().stackTraces(false).settings());

        @EveryAllocationFails
        void leaksTheFirst(CcAllocator allocator) {
            long first = allocator.allocOrThrow(8);
            allocator.freeUnsized(allocator.allocOrThrow(8));
            allocator.freeUnsized(first);
        }
    }

    @Test
    void theSettingsOfTheClassHold() {
        Outcomes outcomes = Outcomes.of(WithoutTraces.class, false);
        assertThat(outcomes.passed()).containsExactly("no allocation fails", "allocation 1 of 2 fails");
        assertThat(outcomes.failure("allocation 2 of 2 fails"))
                .hasMessageContaining("outcome=leak")
                .hasMessageContaining("the allocation that failed: (stack traces are off)");
    }

    static class Broken {
        @EveryAllocationFails
        void failsAnyway(CcAllocator allocator) {
            allocator.freeUnsized(allocator.alloc(8));
            throw new AssertionError("its own");
        }
    }

    @Test
    void aTestThatFailsAnywayIsRunOnce() {
        Outcomes outcomes = Outcomes.of(Broken.class, false);
        assertThat(outcomes.passed()).isEmpty();
        assertThat(outcomes.failed()).hasSize(1);
        assertThat(outcomes.failure("no allocation fails")).hasMessage("its own");
    }

    static class Ignorant {
        @EveryAllocationFails
        void writesToAddressZero(CcAllocator allocator) {
            long block = allocator.alloc(8);
            allocator.free(block + 8, 8);
        }
    }

    @Test
    void aFaultOfItsOwnIsTold() {
        Outcomes outcomes = Outcomes.of(Ignorant.class, false);
        assertThat(outcomes.failure("no allocation fails")).hasMessageContaining("interior pointer");
    }
}
