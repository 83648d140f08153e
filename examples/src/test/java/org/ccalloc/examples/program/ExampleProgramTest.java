package org.ccalloc.examples.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocatorRedirection;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ExampleProgramTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Allocates a block before anything is counted, and others, of which some are left. */
    @Command(name = "blocks", description = "Allocates blocks.")
    static final class Blocks extends ExampleProgram {

        @Option(names = "--blocks", defaultValue = "3")
        private int blocks;

        @Option(names = "--left", defaultValue = "0")
        private int left;

        @Option(names = "--on", defaultValue = "")
        private String name = "";

        @Override
        protected void prepare(CcAllocator memory) {
            memory.alloc(1000);
        }

        @Override
        protected void run(CcAllocator memory, PrintWriter out) {
            if (!name.isEmpty()) {
                throw new IllegalStateException(CcAllocators.named(name).name());
            }
            for (int i = 0; i < within("--blocks", blocks, 1, 5); i++) {
                long address = memory.alloc(10);
                if (i >= left) {
                    memory.freeUnsized(address);
                }
            }
            out.println("done");
        }
    }

    private int run(String... arguments) {
        try (MockAllocator mock = MockAllocator.create();
                var _ = CcAllocatorRedirection.to(mock)) {
            CommandLine commandLine = new Blocks().commandLine();
            commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
            int status = commandLine.execute(arguments);
            mock.liveBlocks().forEach(block -> mock.freeUnsized(block.address()));
            return status;
        }
    }

    @Test
    void endsByWhatWasUsedOfTheAllocator() {
        assertThat(run()).isZero();
        assertThat(out.toString().lines())
                .containsExactly("done", "ccalloc, backend mock: 3 blocks of 30 bytes allocated, 3 freed, 0 left");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aBlockThatIsLeftIsAFailure() {
        assertThat(run("--left", "1")).isEqualTo(1);
        assertThat(out.toString()).contains("3 blocks of 30 bytes allocated, 2 freed, 1 left");
    }

    @Test
    void helpTellsTheOptionsAndWhatChoosesTheAllocator() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Allocates blocks.", "--blocks", "--help", "ccalloc.backend");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--blocks=0", "--blocks=6", "--blocks=x", "--wrong", "more"})
    void aWrongArgumentEndsInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("blocks: ").contains("--help").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aBackendThatIsNotThereEndsInOneLine() {
        assertThat(run("--on", "nope")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("blocks: backend: name=nope (expected ")
                .hasLineCount(1);
    }

    @Test
    void anyOtherFailureShowsWhere() {
        assertThat(run("--on", "mimalloc")).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: mimalloc", "\tat ");
    }
}
