package org.ccalloc.examples.arrow;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ccalloc.examples.program.ExampleProgram;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an Arrow file and reads it back. Nothing here knows where Arrow's memory comes from. */
@Command(
        name = "arrow",
        description = "Writes an Arrow file, reads it back and says what of the chosen allocator was used.")
public final class Main extends ExampleProgram {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to write; without, a temporary one.")
    private @Nullable Path file;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Rows, 0 or more (default: ${DEFAULT-VALUE}).")
    private int rows;

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
        within("--rows", rows, 0, Integer.MAX_VALUE);
        Path target = file != null ? file : Files.createTempFile("ccalloc", ".arrow");
        try {
            Measurements.write(target, rows);
            out.println("wrote " + rows + " rows, " + Files.size(target) + " bytes");
            out.println("read them: " + Measurements.read(target));
        } finally {
            if (file == null) {
                Files.deleteIfExists(target);
            }
        }
    }
}
