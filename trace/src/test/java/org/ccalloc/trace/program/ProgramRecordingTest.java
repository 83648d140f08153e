package org.ccalloc.trace.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceReader;
import org.ccalloc.trace.TraceSource;
import org.ccalloc.trace.TraceSummary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramRecordingTest {

    private static final List<String> KNOWN = List.of(
            "ALLOC 1001",
            "CALLOC 1002",
            "ALLOC_ALIGNED 1024 @64",
            "ALLOC_ALIGNED 1004 @4096",
            "ALLOC_ALIGNED 1005 @32",
            "ALLOC_ALIGNED 1006 @4096",
            "ALLOC_ALIGNED 4096 @4096",
            "REALLOC 2001",
            "REALLOC 3003",
            "FREE 1002 by another",
            "ALLOC 1008",
            "FREE 1008 by another",
            "FREE 1024",
            "FREE 1004",
            "FREE 1005",
            "FREE 1006",
            "FREE 4096",
            "ALLOC 1009",
            "FREE 1009");

    @TempDir
    private Path directory;

    private Path program;
    private Path trace;

    @BeforeEach
    void compile() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "recording is for Linux");
        assumeTrue(CCompiler.find().isPresent(), "no C compiler: recording of programs is not tested");
        program = directory.resolve("known");
        trace = directory.resolve("known.trace");
        CCompiler.require()
                .compile(
                        ProgramRecordingTest.class.getResourceAsStream("known.c"),
                        "known.c",
                        program,
                        // Or else the compiler leaves out pairs of malloc and free.
                        List.of("-fno-builtin"));
    }

    private ProgramRecording.Result record(boolean follow, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ProgramRecording(command, trace, follow).run();
    }

    /** The events of the program itself. */
    private static List<String> events(Path file) throws IOException {
        List<String> events = new ArrayList<>();
        int[] allocatedBy = new int[100_000];
        try (TraceReader reader = TraceReader.open(file)) {
            while (reader.next()) {
                TraceOperation operation = reader.operation();
                if (operation.isRequest()) {
                    allocatedBy[reader.block()] = reader.thread();
                }
                if (!operation.isOfThread() && reader.byteSize() > 1000 && reader.byteSize() < 5000) {
                    boolean remote = operation.isFree() && allocatedBy[reader.block()] != reader.thread();
                    events.add(operation + " " + reader.byteSize()
                            + (operation.isAligned() ? " @" + reader.byteAlignment() : "")
                            + (remote ? " by another" : ""));
                }
            }
        }
        return events;
    }

    private static List<String> and(String... more) {
        return Stream.concat(KNOWN.stream(), Stream.of(more)).toList();
    }

    @Test
    void everyCallOfAProgramIsRecorded() throws IOException {
        ProgramRecording.Result result = record(false);
        assertThat(result).isEqualTo(new ProgramRecording.Result(0, List.of(trace)));
        assertThat(events(trace)).isEqualTo(and("ALLOC 1011"));
        TraceSummary summary = TraceSummary.of(trace);
        assertThat(summary.header().source()).isEqualTo(TraceSource.NATIVE_PROGRAM);
        assertThat(summary.header().title()).isEqualTo("known");
        assertThat(summary.totals().threads()).isEqualTo(2);
        assertThat(summary.count(TraceOperation.THREAD_END)).isOne();
        assertThat(summary.totals().unknownFrees()).isZero();
        assertThat(summary.sizes())
                .hasEntrySatisfying(8192L, count -> assertThat(count).isEqualTo(10_000));
    }

    @Test
    void theExitStatusIsThatOfTheProgram() throws IOException {
        assertThat(record(false, "7").status()).isEqualTo(7);
    }

    @Test
    void childrenAreRecordedIfTheyAreFollowed() throws IOException {
        // Forks; the child executes itself without the argument, and that one forks again.
        ProgramRecording.Result result = record(true, "5");
        assertThat(result.status()).isEqualTo(5);
        assertThat(result.traces()).hasSize(4).startsWith(trace);
        List<List<String>> recorded = new ArrayList<>();
        for (Path file : result.traces()) {
            recorded.add(events(file));
        }
        assertThat(recorded)
                .containsExactlyInAnyOrder(
                        and("ALLOC 1011"), List.of("ALLOC 1010"), and("ALLOC 1011"), List.of("ALLOC 1010"));
    }

    @Test
    void onlyTheProgramItselfIsRecordedOtherwise() throws IOException {
        ProgramRecording.Result result = record(false, "5");
        assertThat(result).isEqualTo(new ProgramRecording.Result(5, List.of(trace)));
        assertThat(events(trace)).isEqualTo(and("ALLOC 1011"));
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("known", "known.c", "known.trace");
    }

    @Test
    void aProgramThatIsKilledIsRecordedUpToThen() throws IOException {
        ProgramRecording.Result result = new ProgramRecording(List.of("sh", "-c", "kill -9 $$"), trace, false).run();
        assertThat(result.status()).isEqualTo(128 + 9);
        assertThat(TraceSummary.of(trace).totals().events()).isPositive();
    }

    @Test
    void whatCannotBeRunOrWrittenIsSaid() {
        assertThatThrownBy(() -> new ProgramRecording(List.of("no-such-program"), trace, false).run())
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("command=no-such-program");
        Path nowhere = directory.resolve("no/such/trace");
        assertThatThrownBy(() -> new ProgramRecording(List.of("true"), nowhere, false).run())
                .hasMessage("record: trace=" + nowhere + " (expected a file in a directory that can be written)");
    }

    @Test
    void aMistakeInAProgramInCIsSaid() throws IOException {
        Path source = Files.writeString(directory.resolve("mistake.c"), "int main(void) { return nothing; }\n");
        assertThatThrownBy(() -> CCompiler.require().compile(List.of(source), directory.resolve("mistake"), List.of()))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("cannot compile mistake: ");
    }
}
