package org.ccalloc.examples.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.ccalloc.mock.junit.CcMock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The mock fails the test if a block is left. */
@ExtendWith(CcMock.class)
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = new Main().commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void printsTheMetersOfBothAndTheStatistics() {
        assertThat(run("--threads", "3", "--requests", "100")).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "ccalloc_blocks_allocated_blocks_total{allocator=\"mock\",kind=\"allocator\"} 300.0",
                        "ccalloc_blocks_freed_blocks_total{allocator=\"mock\",kind=\"allocator\",sized=\"true\"} 300.0",
                        "ccalloc_memory_live_bytes{allocator=\"mock\",kind=\"allocator\"} 0.0",
                        "ccalloc_blocks_live_blocks{allocator=\"sessions\",kind=\"heap\"} 30.0",
                        "ccalloc_memory_live_bytes{allocator=\"sessions\",kind=\"heap\"} 6000.0",
                        "ccalloc_statistics_enabled{allocator=\"sessions\",kind=\"heap\"} 1.0");
        assertThat(out.toString())
                .contains("ccalloc, backend mock: 300 blocks of ")
                .contains(", 300 freed, 0 left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads=0", "--threads=1001", "--requests=0", "--requests=x", "--wrong", "more"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("micrometer: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
