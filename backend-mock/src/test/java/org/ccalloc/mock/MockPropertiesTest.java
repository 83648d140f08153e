package org.ccalloc.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Properties;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mock that the service loader creates does what system properties say, and nothing that they do not. */
class MockPropertiesTest {

    @Test
    void withoutPropertiesItIsTheDefault() {
        MockSettings expected =
                MockSettings.DEFAULT.toBuilder().exitReport(true).settings();
        assertThat(settings()).isEqualTo(expected);
        assertThat(settings("ccalloc.backend", "mock")).isEqualTo(expected);
    }

    @Test
    void reuse() {
        assertThat(settings("ccalloc.mock.quarantine", "7").reuseOrder()).isEqualTo(new ReuseOrder.Quarantine(7));
        assertThat(settings("ccalloc.mock.reuse", "quarantine").reuseOrder()).isEqualTo(ReuseOrder.DEFAULT);
        assertThat(settings("ccalloc.mock.reuse", "never").reuseOrder()).isEqualTo(new ReuseOrder.Never());
        assertThat(settings("ccalloc.mock.reuse", "immediate").reuseOrder()).isEqualTo(new ReuseOrder.LastFreedFirst());
        assertThat(settings("ccalloc.mock.reuse", "random", "ccalloc.mock.seed", "5")
                        .reuseOrder())
                .isEqualTo(new ReuseOrder.Random(5));
    }

    @Test
    void capacityTracesAndRecording() {
        MockSettings settings = settings(
                "ccalloc.mock.capacity", "4096", "ccalloc.mock.traces", "false", "ccalloc.mock.recording", "true");
        assertThat(settings.recording()).isTrue();
        assertThat(settings.byteCapacity()).isEqualTo(4096);
        assertThat(settings.stackTraces()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"nth:2, false, true, false", "after:1, false, true, true", "budget:20, false, false, true"})
    void failures(String text, boolean first, boolean second, boolean third) {
        FailureRule rule = settings("ccalloc.mock.fail", text).failureRule();
        assertThat(new boolean[] {
                    rule.fails(new AllocationRequest(1, Operation.ALLOC, 8, 16, 0)),
                    rule.fails(new AllocationRequest(2, Operation.ALLOC, 8, 16, 8)),
                    rule.fails(new AllocationRequest(3, Operation.ALLOC, 8, 16, 16))
                })
                .containsExactly(first, second, third);
        assertThat(settings("ccalloc.mock.fail", "larger:4")
                        .failureRule()
                        .fails(new AllocationRequest(1, Operation.ALLOC, 8, 16, 0)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "reuse, sometimes",
        "quarantine, -1",
        "capacity, much",
        "traces, yes",
        "fail, always",
        "fail, nth:x",
        "fail, last:1",
        "fail, ''",
        "fail, nth:0",
        "fail, budget:-1",
        "recording, on",
        "exit-report, no",
        "quarentine, 5",
        "seed, 5"
    })
    void whatMakesNoSenseIsRefusedByName(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("ccalloc.mock." + name, value))
                .withMessageContaining("ccalloc.mock." + name)
                .withMessageContaining("(expected ");
    }

    @Test
    void theServiceIsFoundAndNeverTheDefault() {
        assertThat(CcAllocators.named("mock")).isInstanceOf(MockAllocator.class);
        assertThat(CcAllocators.named("mock").priority()).isNegative();
    }

    /** Prints what the service is like in a JVM of its own. */
    static final class Probe {
        public static void main(String[] arguments) {
            var mock = new MockAllocator();
            System.out.println(mock.settings().byteCapacity() + " " + mock.availability());
            CcAllocator allocator = CcAllocators.get();
            System.out.println(allocator.name() + " " + (allocator.alloc(8) != 0));
        }
    }

    @Test
    void aProcessIsServedByTheMock() {
        assertThat(child("-Dccalloc.backend=mock", "-Dccalloc.mock.capacity=90").output())
                .contains("90 " + Availability.AVAILABLE)
                .contains("mock false");
        assertThat(child("-Dccalloc.backend=mock").output()).contains("mock true");
    }

    /** Leaks one block, and frees another twice, unnoticed. */
    static final class Careless {
        public static void main(String[] arguments) {
            CcAllocator allocator = CcAllocators.get();
            long freed = allocator.alloc(8);
            allocator.alloc(40);
            allocator.free(freed, 8);
            try {
                allocator.free(freed, 8);
            } catch (MemoryFaultException _) {
                System.out.println("swallowed");
            }
        }
    }

    @Test
    void atTheEndOfTheJvmAProcessIsToldWhatItDidWrong() {
        String output = careless().output();
        assertThat(output)
                .containsSubsequence(
                        "swallowed",
                        "ccalloc mock, at exit: ",
                        "double free: operation=free",
                        "Careless.main(",
                        "ccalloc mock, at exit: leak: blocks=1, bytes=40",
                        "Careless.main(");
        assertThat(careless("-Dccalloc.mock.exit-report=false").output())
                .contains("swallowed")
                .doesNotContain("at exit");
        assertThat(child("-Dccalloc.backend=mock", "-Dccalloc.mock.fail=after:0")
                        .output())
                .doesNotContain("at exit");
    }

    private static ChildJvm.Result careless(String... flags) {
        return new ChildJvm(Careless.class, MockAllocator.class, CcAllocator.class)
                .flags("--enable-native-access=ALL-UNNAMED", "-Dccalloc.backend=mock")
                .flags(flags)
                .run();
    }

    @Test
    void aSettingThatMakesNoSenseIsAnErrorForWhoAsksForTheMock() {
        ChildJvm.Result result = child("-Dccalloc.backend=mock", "-Dccalloc.mock.reuse=x");
        assertThat(result.exitStatus()).isNotZero();
        assertThat(result.output()).contains("BackendNotAvailableException", "mock: ccalloc.mock.reuse=x (expected ");
    }

    private static ChildJvm.Result child(String... flags) {
        return new ChildJvm(Probe.class, MockAllocator.class, CcAllocator.class)
                .flags("--enable-native-access=ALL-UNNAMED")
                .flags(flags)
                .run();
    }

    private static MockSettings settings(String... namesAndValues) {
        var properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return MockProperties.settings(properties);
    }
}
