package org.ccalloc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ccalloc.trace.TraceHeader;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceSource;
import org.ccalloc.trace.TraceSummary;
import org.ccalloc.trace.TraceWriter;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandTest {

    @TempDir
    private Path directory;

    @Test
    void aProgramIsRunAsItIsAndItsStatusPassedOn() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "recording is for Linux");
        assumeTrue(CCompiler.find().isPresent(), "no C compiler");
        Path trace = directory.resolve("shell.trace");
        ToolRun run = ToolRun.inItsOwnJvm(
                List.of(),
                "record",
                "-o",
                trace.toString(),
                "--",
                "sh",
                "-c",
                "echo said; exit $#",
                "-o",
                "--help",
                "x");
        assertThat(run.out()).isEqualTo("said\n");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("ccalloc: recorded " + trace)
                .contains(" events, 1 thread, at most ");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(TraceSummary.of(trace).header().source()).isEqualTo(TraceSource.NATIVE_PROGRAM);
    }

    @Test
    void aTraceIsReplayedInJavaAndInC() throws Exception {
        assumeTrue(CCompiler.find().isPresent(), "no C compiler");
        Path text = Files.writeString(directory.resolve("text"), "a rose is a rose is a rose");
        Path trace = directory.resolve("demo.trace");
        ToolRun.inItsOwnJvm(
                List.of("--enable-native-access=org.ccalloc.spi", "-Dccalloc.record=" + trace),
                "demo",
                text.toString());
        Path json = directory.resolve("replay.json");
        ToolRun run = ToolRun.inItsOwnJvm(
                List.of("--enable-native-access=org.ccalloc.spi"),
                "replay",
                trace.toString(),
                "--backend=mimalloc",
                "--stats",
                "--rounds=1",
                "--json=" + json);
        assertThat(run.err()).doesNotContain("ccalloc: ");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "mimalloc, statistics",
                        "lwjgl",
                        "peak memory",
                        "traces: mimalloc to C on libc, geometric mean");
        assertThat(json).content().contains("residentMiB", "\"contender\" : \"C on libc\"");
    }

    @Test
    void aTraceIsDescribedAndADamagedOneRefused() throws Exception {
        Path trace = directory.resolve("small.trace");
        try (TraceWriter writer = TraceWriter.create(trace, new TraceHeader(TraceSource.JAVA_PROGRAM, "small"))) {
            int thread = writer.beginThread();
            writer.free(TraceOperation.FREE, thread, writer.allocate(TraceOperation.ALLOC, thread, 100, 1));
        }
        ToolRun run = ToolRun.here("replay", "--describe", trace.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("small: 3 events, 1 thread, at most 100 bytes in 1 blocks live", "64 bytes or more");
        byte[] bytes = Files.readAllBytes(trace);
        Files.write(trace, Arrays.copyOf(bytes, bytes.length - 1));
        for (ToolRun refused : List.of(
                ToolRun.here("replay", trace.toString()), ToolRun.here("replay", "--describe", trace.toString()))) {
            assertThat(refused.exitCode()).isOne();
            assertThat(refused.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ccalloc: trace: file=" + trace + ", offset=" + (bytes.length - 1)
                            + ", the file ends inside ");
        }
        assertThat(ToolRun.here("replay", directory.resolve("none").toString()).err())
                .startsWith("ccalloc: cannot read: ");
    }

    @Test
    void whatCannotBeRecordedIsOneLine() {
        ToolRun run = ToolRun.here("record", "-o", directory.resolve("no/trace").toString(), "true");
        assertThat(run.exitCode()).isOne();
        assertThat(run.err().lines()).singleElement().asString().startsWith("ccalloc: record: ");
    }

    @Test
    void aJavaProgramIsRecordedByASetting() throws Exception {
        Path trace = directory.resolve("demo.trace");
        Path text = Files.writeString(directory.resolve("text"), "a rose is a rose is a rose");
        ToolRun run = ToolRun.inItsOwnJvm(
                List.of("--enable-native-access=org.ccalloc.spi", "-Dccalloc.record=" + trace),
                "demo",
                text.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        TraceSummary summary = TraceSummary.of(trace);
        assertThat(summary.header().source()).isEqualTo(TraceSource.JAVA_PROGRAM);
        assertThat(summary.totals().blocksLeft()).isZero();
        assertThat(summary.remoteFrees()).isPositive();
    }
}
