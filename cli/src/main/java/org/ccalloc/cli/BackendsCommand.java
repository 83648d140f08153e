package org.ccalloc.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.Explanation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what {@link CcAllocators} found; succeeds if there is one to use. */
@Command(name = "backends", description = "Shows the allocators that were found, which one is chosen, and why.")
final class BackendsCommand implements Callable<Integer> {

    @Mixin
    private final BackendOption backend = new BackendOption();

    @Option(
            names = "--verbose",
            description = "Runs a small program on the chosen allocator and shows what memory it holds then.")
    private boolean verbose;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        backend.apply();
        Explanation explanation = CcAllocators.explain();
        commandLine().getOut().println(explanation);
        if (explanation.chosen().isEmpty()) {
            return commandLine().getCommandSpec().exitCodeOnExecutionException(); // the explanation has said why
        }
        CcAllocator allocator = CcAllocators.get(); // other settings can be wrong, too
        if (verbose) {
            commandLine().getOut().println(SampleProgram.pictureOf(allocator));
        }
        return commandLine().getCommandSpec().exitCodeOnSuccess();
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "spec").commandLine();
    }
}
