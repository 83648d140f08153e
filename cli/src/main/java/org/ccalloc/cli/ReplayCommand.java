package org.ccalloc.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ccalloc.bench.Replay;
import org.ccalloc.bench.ReplayOptions;
import org.ccalloc.trace.TraceSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs {@link Replay}, or describes traces. */
@Command(
        name = "replay",
        description =
                "Replays recorded traces on the allocators, their peers and in C: time per operation and peak memory.",
        footer =
                "Exit status: 0 if all allocators did it, 1 if one failed, by losing content, say, or a trace cannot be "
                        + "read, 2 if the command line is wrong.")
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TRACE", arity = "1..*", description = "Files that 'ccalloc record' wrote.")
    private List<Path> traces = new ArrayList<>();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            split = ",",
            description = "Allocators to replay on; without, all that are bundled.")
    private List<String> backends = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "fold|keep",
            description = "One thread does all, in the recorded order (fold), or each has a thread of its own (keep).")
    private String threads = "fold";

    @Option(names = "--stats", description = "Run each allocator a second time, with statistics.")
    private boolean statistics;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each contender runs.")
    private int rounds = ReplayOptions.DEFAULT_ROUNDS;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures of every round there.")
    private @Nullable Path json;

    @Option(names = "--describe", description = "Only show what is in the traces.")
    private boolean describe;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ReplayOptions options = options();
        if (!describe) {
            return Replay.run(options, new PrintStream(System.out, true), System.err);
        }
        for (Path trace : traces) {
            commandLine().getOut().print(TraceText.inFull(TraceSummary.of(trace)));
        }
        return commandLine().getCommandSpec().exitCodeOnSuccess();
    }

    private ReplayOptions options() {
        try {
            return new ReplayOptions(traces, backends, threads, statistics, rounds, Optional.ofNullable(json));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "spec").commandLine();
    }
}
