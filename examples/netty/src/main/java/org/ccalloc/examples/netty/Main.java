package org.ccalloc.examples.netty;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccalloc.netty.CcByteBufAllocator;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Starts the example. */
@Command(
        name = "netty",
        mixinStandardHelpOptions = true,
        description = "An echo server on the loopback interface under load, its buffers on ccalloc."
                + " -Dccalloc.backend=NAME chooses the allocator.")
final class Main implements Callable<Integer> {

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "8",
            description = "Clients at once, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Messages of each client, 1 or more (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Size of the largest message, 1 to 16777216 (default: ${DEFAULT-VALUE}).")
    private int bytes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /**
     * Runs it and ends the JVM: with status 0, with 1 if an echo was wrong, with 2 if an argument is.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((e, arguments) -> {
                    e.getCommandLine().getErr().println("netty: " + e.getMessage() + " (--help tells what there is)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler(Main::fail);
    }

    private static int fail(Exception e, CommandLine commandLine, ParseResult arguments) throws Exception {
        if (e instanceof BackendNotAvailableException) {
            commandLine.getErr().println("netty: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }

    @Override
    public Integer call() throws InterruptedException {
        Load load = new Load(
                within("--connections", connections, 1000),
                within("--messages", messages, Integer.MAX_VALUE),
                within("--bytes", bytes, 1 << 24));
        CcAllocator memory = CcAllocators.get();
        memory.statsEnable(true);
        var allocator = new CcByteBufAllocator(memory);
        CcAllocSnapshot before = memory.statsSnapshot();
        EchoRun run = EchoRun.of(load, allocator);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d connections echoed %d messages, %d bytes, in %d ms%n",
                load.connections(),
                run.messages(),
                run.bytes(),
                run.duration().toMillis());
        out.printf(
                Locale.ROOT,
                "Netty: %d bytes in direct buffers, %d in buffers on the heap%n",
                allocator.metric().usedDirectMemory(),
                allocator.metric().usedHeapMemory());
        CcAllocSnapshot did = memory.statsSnapshot().minus(before);
        out.printf(
                Locale.ROOT,
                "ccalloc, backend %s: %d blocks of %d bytes allocated, %d freed, %d bytes left%n",
                memory.name(),
                did.allocCount(),
                did.allocBytes(),
                did.freeCount(),
                did.currentAllocated());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private int within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + ": value=" + value + " (expected 1 to " + most + ")");
        }
        return value;
    }
}
