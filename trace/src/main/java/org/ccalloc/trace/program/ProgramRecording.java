package org.ccalloc.trace.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ccalloc.trace.TraceHeader;
import org.ccalloc.trace.TraceSource;
import org.ccalloc.trace.TraceWriter;

/**
 * Runs a program and records what it allocates by {@code malloc} and its like: a library in C, {@code record.c}, is compiled on
 * the spot and loaded into the program before all others. Linux only; needs a C compiler.
 *
 * <p>The program must find {@code malloc} by the dynamic linker: one that is linked statically, or has an allocator of its own
 * built in, is run, and its trace is empty.
 */
public final class ProgramRecording {

    private static final String SOURCE = "record.c";
    private static final long PATIENCE_SECONDS = 5;

    private final List<String> command;
    private final Path trace;
    private final boolean followChildren;

    /**
     * What came of it.
     *
     * @param status the program's exit status; 128 and the signal's number if a signal ended it
     * @param traces the trace of the program, and those of its children if they were followed
     */
    public record Result(int status, List<Path> traces) {

        /**
         * Keeps a copy.
         *
         * @param status the program's exit status
         * @param traces what was written
         */
        public Result {
            traces = List.copyOf(traces);
        }
    }

    /**
     * Prepares it.
     *
     * @param command program and arguments
     * @param trace the file to write
     * @param followChildren whether processes that it forks or executes are recorded, too, each in a file of its own whose
     *     name is that of the trace, a dot, and the process's number
     */
    public ProgramRecording(List<String> command, Path trace, boolean followChildren) {
        this.command = List.copyOf(command);
        this.trace = trace;
        this.followChildren = followChildren;
    }

    /**
     * Runs the program on the terminal of this one and writes the trace when it has ended. If this JVM is told to end, so is
     * the program, and its trace is written before this JVM ends.
     *
     * @return what came of it
     * @throws ProgramException if it cannot be recorded; nothing has been run, or the trace cannot be made
     * @throws IOException if a file cannot be written
     */
    public Result run() throws IOException {
        String os = System.getProperty("os.name");
        if (!os.equals("Linux")) {
            throw new ProgramException("record: os=" + os
                    + " (expected Linux; elsewhere -Dccalloc.record=FILE records Java programs that use ccalloc)");
        }
        CCompiler compiler = CCompiler.require();
        checkWritable();
        Path directory = Files.createTempDirectory("ccalloc-record-");
        try {
            Path library = directory.resolve("record.so");
            compiler.compile(
                    ProgramRecording.class.getResourceAsStream(SOURCE),
                    SOURCE,
                    library,
                    List.of("-fPIC", "-shared", "-fvisibility=hidden"));
            Path rawEvents = Files.createDirectory(directory.resolve("events"));
            return run(library, rawEvents);
        } finally {
            delete(directory);
        }
    }

    /** Before the program runs for an hour. */
    private void checkWritable() throws ProgramException {
        Path folder = trace.toAbsolutePath().getParent();
        if (Files.isDirectory(trace) || folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new ProgramException(
                    "record: trace=" + trace + " (expected a file in a directory that can be written)");
        }
    }

    private Result run(Path library, Path rawEvents) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        Process program = start(library, rawEvents);
        Thread end = new Thread(() -> end(program, done), "ccalloc record");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            int status = program.waitFor();
            return new Result(status, convert(program.pid(), rawEvents));
        } catch (InterruptedException e) {
            program.destroy();
            Thread.currentThread().interrupt();
            throw new ProgramException("record: interrupted");
        } finally {
            done.countDown();
            forget(end);
        }
    }

    private Process start(Path library, Path rawEvents) throws ProgramException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.merge("LD_PRELOAD", library.toString(), (theirs, ours) -> ours + ":" + theirs);
        environment.put("CCALLOC_RECORD", rawEvents.toString());
        if (followChildren) {
            environment.put("CCALLOC_RECORD_FOLLOW", "1");
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ProgramException("record: command=" + command.getFirst() + " cannot be run: " + e.getMessage());
        }
    }

    /** Control-C has reached the program as well; it may need a moment to end, and its trace to be written. */
    private static void end(Process program, CountDownLatch done) {
        try {
            if (!program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                program.destroy();
            }
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook with it.
        }
    }

    private List<Path> convert(long processId, Path rawEvents) throws IOException {
        String first = processId + "-0";
        if (!Files.exists(rawEvents.resolve(first))) {
            throw new ProgramException(
                    "record: " + command.getFirst() + " was not recorded (expected a program that the"
                            + " dynamic linker loads, not one that is linked statically or changes its user)");
        }
        List<Path> traces = new ArrayList<>();
        convert(rawEvents.resolve(first), trace);
        traces.add(trace);
        for (Path file : list(rawEvents)) {
            String name = file.getFileName().toString();
            if (!name.equals(first)) {
                Path child = trace.resolveSibling(trace.getFileName() + "." + name);
                convert(file, child);
                traces.add(child);
            }
        }
        return traces;
    }

    private void convert(Path rawFile, Path to) throws IOException {
        Path program = Path.of(command.getFirst()).getFileName();
        String title = program == null ? "" : program.toString();
        try (Arena arena = Arena.ofConfined();
                TraceWriter writer = TraceWriter.create(to, new TraceHeader(TraceSource.NATIVE_PROGRAM, title))) {
            new RawEventsConversion(RawEvents.map(rawFile, arena), writer).convert();
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
