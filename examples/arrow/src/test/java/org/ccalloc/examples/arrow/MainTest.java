package org.ccalloc.examples.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.CcMock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
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
    void readsWhatItWroteAndPrintsTheStatistics(MockAllocator mock) {
        assertThat(run("--rows", "100")).isZero();
        assertThat(out.toString())
                .contains("wrote 100 rows, ")
                .contains("read them: Totals[rows=100, missing=10, sumOfNumbers=4950, ")
                .contains("ccalloc, backend mock: " + mock.counts().allocCount() + " blocks of ")
                .contains(", 0 left");
        assertThat(mock.counts().allocCount()).isPositive();
    }

    @Test
    void writesTheFileThatIsNamed(@TempDir Path directory) {
        Path file = directory.resolve("measurements.arrow");
        assertThat(run(file.toString(), "--rows=0")).isZero();
        assertThat(file).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rows=-1", "--rows=x", "--wrong"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("arrow: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
