package org.ccalloc.examples.arrow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/** Writes an Arrow file and reads it back. Nothing here but the statistics knows where Arrow's memory comes from. */
@Command(
        name = "arrow",
        description = "Writes an Arrow file, reads it back and says what of the chosen allocator was used.")
public final class Main implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to write; without, a temporary one.")
    private @Nullable Path file;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "1000000", description = "Rows (${DEFAULT-VALUE}).")
    private int rows;

    private Main() {}

    /**
     * Runs it.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionExceptionHandler(Main::fail)
                .execute(arguments));
    }

    private static int refuse(ParameterException e, String[] arguments) {
        System.err.println("arrow: " + e.getMessage() + " (--help says more)");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine commandLine, ParseResult arguments) throws Exception {
        if (e instanceof BackendNotAvailableException) {
            System.err.println("arrow: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }

    @Override
    public Integer call() throws IOException {
        if (rows < 0) {
            System.err.println("arrow: --rows=" + rows + " (expected 0 or more)");
            return CommandLine.ExitCode.USAGE;
        }
        CcAllocator allocator = CcAllocators.get();
        allocator.statsEnable(allocator.capabilities().contains(Capability.STATISTICS));
        Path target = file != null ? file : Files.createTempFile("ccalloc", ".arrow");
        try {
            Measurements.write(target, rows);
            System.out.println("wrote " + rows + " rows, " + Files.size(target) + " bytes");
            System.out.println("read them: " + Measurements.read(target));
        } finally {
            if (file == null) {
                Files.deleteIfExists(target);
            }
        }
        CcAllocSnapshot used = allocator.statsSnapshot();
        System.out.println("ccalloc: allocator=" + allocator.name() + ", " + used + ", currentAllocated="
                + used.currentAllocated());
        return CommandLine.ExitCode.OK;
    }
}
