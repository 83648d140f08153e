package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrow's test of a JVM without {@code --add-opens}, in one with and one without. */
class OpensSuiteTest {

    private static final String TEST = "org.apache.arrow.memory.TestOpens";

    /** Runs that test, and says what became of it. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.println(
                    "failures=" + ArrowTests.run(List.of(selectClass(TEST))).failures());
        }
    }

    @Test
    void itPassesWithoutTheFlag() {
        assertThat(run()).contains("run=1, ").contains("blocks=0, ").contains("failures={}");
    }

    @Test
    void itFailsWithTheFlag() {
        assertThat(run("--add-opens=java.base/java.nio=ALL-UNNAMED"))
                .contains("run=1, ")
                .contains("blocks=0, ")
                .contains("failures={" + TEST + ".testMemoryUtilFailsLoudly=");
    }

    private static String run(String... flags) {
        return ChildOnThisClassPath.of(Program.class)
                .flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .flags(flags)
                .run()
                .output();
    }
}
