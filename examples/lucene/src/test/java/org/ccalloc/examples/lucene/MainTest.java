package org.ccalloc.examples.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.ccalloc.mock.MockAllocator;
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
    void findsWhatItIndexedAndPrintsTheStatistics(MockAllocator mock) {
        assertThat(run("--documents", "100", "anchor", "unheard-of")).isZero();
        assertThat(out.toString())
                .contains("indexed 100 letters in ")
                .contains("anchor: Hits[count=100, ")
                .contains("unheard-of: Hits[count=0, ")
                .contains("ccalloc, backend mock: " + mock.counts().allocCount() + " blocks of ")
                .contains(", 0 left");
        assertThat(mock.counts().allocCount()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--documents=-1", "--documents=x", "--wrong"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("lucene: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
