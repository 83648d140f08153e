package org.ccalloc.examples.heaps;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.ccalloc.examples.program.ExampleProgram;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what heaps are for, one thing after the other. */
@Command(
        name = "heaps",
        description = "A heap for each part of a program, a heap for each request under load, and a heap in a file.")
public final class Main extends ExampleProgram {

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Requests to serve, 1 to 100000000 (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "4",
            description = "Threads that serve them, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Where a heap is made, for allocators that take given memory; without, a file that is deleted at the end.")
    private @Nullable Path file;

    /**
     * Runs it and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        new Main().start(arguments);
    }

    @Override
    protected void run(CcAllocator memory, PrintWriter out)
            throws InterruptedException, ExecutionException, IOException {
        within("--requests", requests, 1, 100_000_000);
        within("--threads", threads, 1, 1000);
        if (!memory.capabilities().contains(Capability.HEAPS)) {
            out.println(memory.name() + " makes no heaps");
            return;
        }
        Subsystems.run(memory, out);
        out.println(Requests.serve(memory, requests, threads));
        if (memory.capabilities().contains(Capability.CALLER_MEMORY)) {
            MappedFile.run(memory, file, out);
        } else {
            out.println(memory.name() + " makes no heaps in given memory; java-unsafe does");
        }
    }
}
