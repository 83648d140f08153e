package org.ccalloc.examples.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ccalloc.lucene.CcDirectory;
import org.ccalloc.spi.BackendNotAvailableException;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/** Writes an index into a {@link CcDirectory} and searches it. */
@Command(
        name = "lucene",
        description =
                "Indexes made-up letters off the heap, searches them and says what of the chosen allocator was used.")
public final class Main implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "Words to search for; without, some.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--documents",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Letters to index (${DEFAULT-VALUE}).")
    private int documents;

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
        System.err.println("lucene: " + e.getMessage() + " (--help says more)");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine commandLine, ParseResult arguments) throws Exception {
        if (e instanceof BackendNotAvailableException) {
            System.err.println("lucene: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }

    @Override
    public Integer call() throws IOException {
        if (documents < 0) {
            System.err.println("lucene: --documents=" + documents + " (expected 0 or more)");
            return CommandLine.ExitCode.USAGE;
        }
        CcAllocator allocator = CcAllocators.get();
        allocator.statsEnable(allocator.capabilities().contains(Capability.STATISTICS));
        try (var directory = new CcDirectory(allocator)) {
            Letters.index(directory, documents);
            System.out.println("indexed " + documents + " letters in " + directory.listAll().length + " files, "
                    + directory.ramBytesUsed() + " bytes off the heap");
            for (String word : words.isEmpty() ? List.of("harbour", "lantern", "unheard-of") : words) {
                System.out.println(word + ": " + Letters.search(directory, word));
            }
        }
        CcAllocSnapshot used = allocator.statsSnapshot();
        System.out.println("ccalloc: allocator=" + allocator.name() + ", " + used + ", currentAllocated="
                + used.currentAllocated());
        return CommandLine.ExitCode.OK;
    }
}
