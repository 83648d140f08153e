package org.ccalloc.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ccalloc.trace.TraceSummary;
import org.ccalloc.trace.program.ProgramRecording;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs {@link ProgramRecording}. */
@Command(
        name = "record",
        description = "Runs a native program and records every allocation of it in a trace, for 'ccalloc replay'.",
        footer = {
            "Exit status: that of the program; 1 if it could not be recorded.",
            "Linux only; needs a C compiler. Java programs that use ccalloc are recorded by -Dccalloc.record=FILE."
        })
final class RecordCommand implements Callable<Integer> {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "TRACE",
            required = true,
            description = "The file to write; an older one is overwritten.")
    private @Nullable Path trace;

    @Option(
            names = "--follow",
            description = "Also record the processes that the program starts, each in a file of its own: TRACE.PID-N.")
    private boolean follow;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The program and its arguments, after --.")
    private List<String> command = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ProgramRecording.Result result =
                new ProgramRecording(command, Objects.requireNonNull(trace, "trace"), follow).run();
        for (Path file : result.traces()) {
            Objects.requireNonNull(spec, "spec")
                    .commandLine()
                    .getErr()
                    .println("ccalloc: recorded " + file + ": " + TraceText.inOneLine(TraceSummary.of(file)));
        }
        return result.status();
    }
}
