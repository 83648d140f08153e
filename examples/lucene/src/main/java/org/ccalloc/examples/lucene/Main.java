package org.ccalloc.examples.lucene;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.examples.program.ExampleProgram;
import org.ccalloc.lucene.CcDirectory;
import org.ccalloc.spi.CcAllocator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an index into a {@link CcDirectory} and searches it. */
@Command(
        name = "lucene",
        description =
                "Indexes made-up letters off the heap, searches them and says what of the chosen allocator was used.")
public final class Main extends ExampleProgram {

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "Words to search for; without, some.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--documents",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Letters to index, 0 or more (default: ${DEFAULT-VALUE}).")
    private int documents;

    /**
     * Runs it and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        new Main().start(arguments);
    }

    @Override
    protected void run(CcAllocator memory, PrintWriter out) throws IOException {
        within("--documents", documents, 0, Integer.MAX_VALUE);
        try (var directory = new CcDirectory(memory)) {
            Letters.index(directory, documents);
            out.println("indexed " + documents + " letters in " + directory.listAll().length + " files, "
                    + directory.ramBytesUsed() + " bytes off the heap");
            for (String word : words.isEmpty() ? List.of("harbour", "lantern", "unheard-of") : words) {
                out.println(word + ": " + Letters.search(directory, word));
            }
        }
    }
}
