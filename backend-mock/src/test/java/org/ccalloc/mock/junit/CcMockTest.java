package org.ccalloc.mock.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.MemoryFault;
import org.ccalloc.mock.MemoryFaultException;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocatorRedirection;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test has a mock of its own, and fails if that is not left in order. */
class CcMockTest {

    @MockedMemory
    static class Tests {
        private long atStart;

        @BeforeEach
        void allocate(CcAllocator allocator) {
            atStart = allocator.alloc(8);
        }

        @AfterEach
        void free(MockAllocator mock) {
            mock.free(atStart, 8);
        }

        @Test
        void inOrder(MockAllocator mock, CcAllocator allocator) {
            assertThat(allocator).isSameAs(mock).isSameAs(CcAllocators.get());
        }

        @Test
        void leaks(CcAllocator allocator) {
            allocator.alloc(40);
        }

        @Test
        void leaksWhatTheCodeTookByItself() throws InterruptedException {
            Thread.ofVirtual().start(() -> CcAllocators.get().alloc(40)).join();
        }

        @Test
        void writesAfterTheFree(CcAllocator allocator) {
            long block = allocator.alloc(8);
            allocator.free(block, 8);
            RawMemory.putByte(block, (byte) 1);
        }

        @Test
        void swallows(CcAllocator allocator) {
            try {
                allocator.free(atStart, 9);
            } catch (RuntimeException _) {
                // As careless code does.
            }
        }

        @Test
        void runsOut(MockAllocator mock) {
            mock.failWhen(FailureRule.after(0));
            mock.allocOrThrow(40);
        }

        @Test
        void failsAndLeaks(CcAllocator allocator) {
            allocator.alloc(40);
            throw new IllegalStateException("its own");
        }
    }

    @Test
    void aTestEndsInWhatItDidToItsMemory() {
        Outcomes outcomes = Outcomes.of(Tests.class, false);
        assertThat(outcomes.passed()).containsExactly("inOrder(MockAllocator, CcAllocator)");
        expectFault(outcomes.failure("leaks(CcAllocator)"), MemoryFault.LEAK, "CcMockTest$Tests.leaks(");
        expectFault(
                outcomes.failure("leaksWhatTheCodeTookByItself()"), MemoryFault.LEAK, "leaksWhatTheCodeTookByItself");
        expectFault(
                outcomes.failure("writesAfterTheFree(CcAllocator)"),
                MemoryFault.WRITE_AFTER_FREE,
                "CcMockTest$Tests.writesAfterTheFree(");
        expectFault(outcomes.failure("swallows(CcAllocator)"), MemoryFault.WRONG_SIZE, "operation=free, byteSize=9");
        Throwable own = outcomes.failure("failsAndLeaks(CcAllocator)");
        assertThat(own).hasMessage("its own");
        expectFault(own.getSuppressed()[0], MemoryFault.LEAK, "failsAndLeaks(");
        assertThat(outcomes.failure("runsOut(MockAllocator)"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("off-heap memory: byteSize=40");
        assertThat(outcomes.failed()).hasSize(6);
    }

    static class RunsOutElsewhere {
        @RegisterExtension
        static final CcMock MOCK = new CcMock(
                MockAllocator.builder().failureRule(FailureRule.after(0)).settings());

        @TestFactory
        List<DynamicTest> make(CcAllocator allocator) {
            return List.of(DynamicTest.dynamicTest("made", () -> allocator.allocOrThrow(8)));
        }

        @Nested
        class Before {
            @BeforeEach
            void allocate(CcAllocator allocator) {
                allocator.allocOrThrow(8);
            }

            @Test
            void before() {}
        }

        @Nested
        class After {
            @AfterEach
            void allocate(CcAllocator allocator) {
                allocator.allocOrThrow(8);
            }

            @Test
            void after() {}
        }
    }

    /** JUnit would end at an OutOfMemoryError, and this test with it. */
    @Test
    void memoryRunsOutBeforeAndAfterATestAndInDynamicOnes() {
        Outcomes outcomes = Outcomes.of(RunsOutElsewhere.class, false);
        for (String test : List.of("made", "before()", "after()")) {
            assertThat(outcomes.failure(test))
                    .as(test)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("off-heap memory: byteSize=8");
        }
    }

    @MockedMemory
    static class TwiceOver {
        @RegisterExtension
        static final CcMock MOCK = new CcMock();

        @EveryAllocationFails
        void allocates(MockAllocator mock) {
            assertThat(CcAllocators.get()).isSameAs(mock);
            mock.freeUnsized(mock.allocOrThrow(8));
        }
    }

    @Test
    void aTestHasOneMockHoweverManyAskForIt() {
        try (MockAllocator around = MockAllocator.create();
                var _ = CcAllocatorRedirection.to(around)) {
            assertThat(Outcomes.of(TwiceOver.class, false).failed()).isEmpty();
            assertThat(CcAllocators.get()).as("after the test").isSameAs(around);
        }
    }

    @ExtendWith(CcMock.class)
    static class Together {
        private static final CyclicBarrier ALL = new CyclicBarrier(2);
        private static final List<CcAllocator> SEEN = Collections.synchronizedList(new ArrayList<>());

        @Test
        void seesItsOwn(MockAllocator mock) throws Exception {
            ALL.await(1, TimeUnit.MINUTES);
            CcAllocator seen = CcAllocators.get();
            assertThat(seen).isSameAs(mock);
            seen.free(seen.alloc(8), 8);
            assertThat(mock.counts().allocCount()).isEqualTo(1);
            SEEN.add(seen);
        }
    }

    /** Two runs, each on a thread of its own: JUnit does not promise to run two tests of one run at once. */
    @Test
    void testsInParallelHaveTheirOwn() throws InterruptedException {
        List<Outcomes> outcomes = Collections.synchronizedList(new ArrayList<>());
        Runnable run = () -> outcomes.add(Outcomes.of(Together.class, false));
        Thread other = Thread.ofPlatform().start(run);
        run.run();
        other.join();
        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.failed()).isEmpty());
        assertThat(Together.SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    static class Captures {
        private static final List<CcAllocator> CAPTURED = new ArrayList<>();

        @RegisterExtension
        static final CcMock MOCK =
                new CcMock(MockAllocator.builder().stackTraces(false).settings());

        @Test
        void keepsTheAllocator(MockAllocator mock) {
            assertThat(mock.settings().stackTraces()).isFalse();
            CAPTURED.add(CcAllocators.get());
        }
    }

    @Test
    void aMockUsedAfterItsTestNamesTheTest() {
        assertThat(Outcomes.of(Captures.class, false).failed()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> Captures.CAPTURED.getFirst().alloc(8))
                .withMessageContaining("owner=" + Captures.class.getName() + ".keepsTheAllocator");
    }

    private static void expectFault(Throwable thrown, MemoryFault fault, String text) {
        assertThat(thrown).isInstanceOf(MemoryFaultException.class).hasMessageContaining(text);
        assertThat(((MemoryFaultException) thrown).fault()).isEqualTo(fault);
    }
}
