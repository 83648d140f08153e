package org.ccalloc.examples.lwjgl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** On the default: LWJGL takes an allocator for as long as the process lives. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private final CcAllocator memory = CcAllocators.get();
    private CcAllocSnapshot before = CcAllocSnapshot.ZERO;

    private int run(String... arguments) {
        CommandLine commandLine = new Main().commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @BeforeEach
    void look() {
        memory.statsEnable(true);
        new Main().prepare(memory);
        before = memory.statsSnapshot();
    }

    private CcAllocSnapshot did() {
        return memory.statsSnapshot().minus(before);
    }

    @Test
    void printsTheStatistics() {
        assertThat(run("--vertices", "100")).isZero();
        assertThat(out.toString())
                .contains("LWJGL takes its memory from org.ccalloc.lwjgl.CcMemoryAllocator")
                .contains("in Java: Vertices[count=100, resizes=3, last=99.0]")
                .contains("in C: allocated and freed by C")
                .contains("ccalloc, backend " + memory.name() + ": " + did().allocCount() + " blocks of ")
                .contains(", 0 left");
    }

    @Test
    void aBufferIsABlockAtATime() {
        assertThat(Vertices.of(100)).isEqualTo(new Vertices(100, 3, 99));
        assertThat(did().allocCount()).isEqualTo(4);
        assertThat(did().freeCount()).isEqualTo(4);
    }

    @Test
    void aBlockThatCAllocatesIsOurs() {
        assertThat(TextOfC.copied("für C")).isEqualTo("für C");
        assertThat(did().allocCount()).isOne();
        assertThat(did().freeCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--vertices=0", "--vertices=100000001", "--vertices=x", "--wrong", "more"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("lwjgl: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
