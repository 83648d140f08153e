package org.ccalloc.examples.heaps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = new Main().commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void tellsOfThePartsAndOfTheRequests() {
        assertThat(run("--requests", "100", "--threads", "3")).isZero();
        assertThat(out.toString())
                .contains("parser: has 0 bytes of the 24000 that it asked for, in 0 blocks")
                .contains("cache: has 1000000 bytes of the 1000000 that it asked for, in 1000 blocks")
                .contains("requests: 100, a heap with 200 blocks for each, on 3 threads in ")
                .contains("sum 990000")
                .contains("makes no heaps in given memory")
                .contains(", 0 left");
    }

    @Test
    void putsAHeapIntoAFile(@TempDir Path folder) throws Exception {
        StringWriter told = new StringWriter();
        Path file = folder.resolve("a.heap");
        MappedFile.run(CcAllocators.named("java-unsafe"), file, new PrintWriter(told));
        assertThat(told.toString()).matches("file: \\d{4} records of 100 bytes fit into 1048576\\R");
        assertThat(file).hasSize(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--requests=0", "--threads=1001", "--requests=x", "--wrong", "more"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("heaps: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
