package org.ccalloc.examples.program;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * A program that shows a library of others at work on the allocator that was chosen, and ends by what was used of it. Extended by
 * a {@link Command} with options of its own.
 *
 * <p><strong>Exit status.</strong> 0; 1 if a block is left or the program has failed; 2, and one line, if an argument is wrong or the
 * allocator is not there.
 */
@Command(footer = "-Dccalloc.backend=NAME chooses the allocator.")
public abstract class ExampleProgram implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For programs to call. */
    protected ExampleProgram() {}

    /**
     * Runs the program and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    protected final void start(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The program as it reads its arguments and ends.
     *
     * @return the command line, not yet executed
     */
    public final CommandLine commandLine() {
        return new CommandLine(this)
                .setParameterExceptionHandler(
                        (e, arguments) -> refuse(e.getCommandLine(), e.getMessage() + " (--help tells what there is)"))
                .setExecutionExceptionHandler(ExampleProgram::fail);
    }

    private static int fail(Exception e, CommandLine commandLine, ParseResult arguments) throws Exception {
        if (e instanceof BackendNotAvailableException) {
            return refuse(commandLine, e.getMessage());
        }
        throw e;
    }

    private static int refuse(CommandLine commandLine, @Nullable String why) {
        commandLine.getErr().println(commandLine.getCommandName() + ": " + why);
        return CommandLine.ExitCode.USAGE;
    }

    /**
     * Runs on the allocator that {@link CcAllocators#get()} answers, counts, and prints what was used.
     *
     * @return the exit status
     * @throws Exception if the program fails
     */
    @Override
    public final Integer call() throws Exception {
        CcAllocator memory = CcAllocators.get();
        memory.statsEnable(memory.capabilities().contains(Capability.STATISTICS));
        PrintWriter out = spec.commandLine().getOut();
        prepare(memory);
        CcAllocSnapshot before = memory.statsSnapshot();
        run(memory, out);
        CcAllocSnapshot did = memory.statsSnapshot().minus(before);
        long left = did.allocCount() - did.freeCount();
        out.printf(
                Locale.ROOT,
                "ccalloc, backend %s: %d blocks of %d bytes allocated, %d freed, %d left%n",
                memory.name(),
                did.allocCount(),
                did.allocBytes(),
                did.freeCount(),
                left);
        out.flush();
        return left == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * What stays as long as the process lives, so that it is not counted. Does nothing here.
     *
     * @param memory the allocator that was chosen
     */
    protected void prepare(CcAllocator memory) {}

    /**
     * The program; every block is freed when it returns.
     *
     * @param memory the allocator that was chosen, counting if it can
     * @param out for what there is to say
     * @throws Exception if the program fails
     */
    protected abstract void run(CcAllocator memory, PrintWriter out) throws Exception;

    /**
     * Refuses an option's value outside of its range.
     *
     * @param option the option's name
     * @param value what was given
     * @param least the least that is allowed
     * @param most the most that is allowed
     * @return the value
     * @throws ParameterException if it is outside
     */
    protected final int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + ": value=" + value + " (expected " + least + " to " + most + ")");
        }
        return value;
    }
}
