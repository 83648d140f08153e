package org.ccalloc.bench.baseline;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.workload.WorkloadSpecification;

/** The C program {@code baseline.c}, compiled on the spot, if there is a C compiler. */
public final class CBaseline {

    private static final String SOURCE = "baseline.c";
    private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");
    private static final Duration COMPILE_LIMIT = Duration.ofMinutes(2);

    /** What stands before {@code malloc} in a backend's library. */
    private static final Map<String, String> PREFIXES = Map.of("mimalloc", "mi_", "jemalloc", "je_");

    /** Whose library stands for a backend that has none. */
    private static final String REFERENCE = "mimalloc";

    private final Path directory;
    private final Map<String, Path> libraries = new HashMap<>();
    private Optional<Path> program = Optional.empty();

    /**
     * Compiles nothing yet.
     *
     * @param directory where program and libraries are put
     */
    public CBaseline(Path directory) {
        this.directory = directory;
    }

    /**
     * The first C compiler that this machine has: that of the environment variable {@code CC}, or one by its usual name.
     *
     * @return the command; empty without
     */
    public static Optional<String> compiler() {
        String given = System.getenv("CC");
        return Stream.concat(Stream.ofNullable(given).filter(name -> !name.isBlank()), COMPILERS.stream())
                .filter(CBaseline::isExecutable)
                .findFirst();
    }

    /**
     * The backend on whose library a program in C does what a backend does.
     *
     * @param backend any
     * @return the same, if it has a library; else mimalloc
     */
    public static String reference(String backend) {
        return PREFIXES.containsKey(backend) ? backend : REFERENCE;
    }

    /**
     * Times a workload.
     *
     * @param backend whose library
     * @param threads how many threads
     * @param sampling three numbers: warm-up, samples, and the length of one, in milliseconds
     * @param workload doing what
     * @param limit how long it may take
     * @return a line of JSON
     * @throws ChildFailedException if it cannot be done
     */
    public String time(
            String backend, int threads, List<String> sampling, WorkloadSpecification workload, Duration limit)
            throws ChildFailedException {
        List<String> arguments = new ArrayList<>(List.of("time", "" + threads));
        arguments.addAll(sampling);
        return run(backend, arguments, workload, limit);
    }

    /**
     * Runs a workload and sums up what its blocks held.
     *
     * @param backend whose library
     * @param operations how many
     * @param workload doing what
     * @param limit how long it may take
     * @return the checksum
     * @throws ChildFailedException if it cannot be done
     */
    public long checksum(String backend, int operations, WorkloadSpecification workload, Duration limit)
            throws ChildFailedException {
        return Long.parseUnsignedLong(run(backend, List.of("checksum", "" + operations), workload, limit), 16);
    }

    private String run(String backend, List<String> arguments, WorkloadSpecification workload, Duration limit)
            throws ChildFailedException {
        String prefix = PREFIXES.get(backend);
        if (prefix == null) {
            throw new ChildFailedException("no C library behind " + backend);
        }
        List<String> command =
                new ArrayList<>(List.of(program().toString(), library(backend).toString(), prefix));
        command.addAll(arguments);
        command.addAll(workload.words());
        return ChildProcess.run(command, limit).lastLine();
    }

    private Path program() throws ChildFailedException {
        if (program.isEmpty()) {
            program = Optional.of(compile());
        }
        return program.get();
    }

    private Path compile() throws ChildFailedException {
        String compiler = compiler()
                .orElseThrow(() -> new ChildFailedException(
                        "no C compiler: looked for " + COMPILERS + " on the path (or let CC name one)"));
        Path source = directory.resolve(SOURCE);
        Path executable = directory.resolve("baseline");
        try (InputStream text = CBaseline.class.getResourceAsStream("/org/ccalloc/bench/baseline/" + SOURCE)) {
            if (text == null) {
                throw new ChildFailedException(SOURCE + " is missing from the jar of the benchmarks");
            }
            Files.copy(text, source);
        } catch (IOException e) {
            throw new ChildFailedException("cannot write " + source + ": " + e.getMessage());
        }
        // -ldl: before glibc 2.34 dlopen was in a library of its own.
        ChildProcess.run(
                List.of(
                        compiler,
                        "-std=c11",
                        "-O2",
                        "-pthread",
                        "-o",
                        executable.toString(),
                        source.toString(),
                        "-ldl"),
                COMPILE_LIMIT);
        return executable;
    }

    private Path library(String backend) throws ChildFailedException {
        Path known = libraries.get(backend);
        if (known != null) {
            return known;
        }
        try {
            Path file = LibraryFile.of(backend, directory).path();
            libraries.put(backend, file);
            return file;
        } catch (IOException e) {
            throw new ChildFailedException("cannot copy the library of " + backend + ": " + e.getMessage());
        }
    }

    private static boolean isExecutable(String command) {
        if (command.contains(File.separator)) {
            return Files.isExecutable(Path.of(command));
        }
        String folders = System.getenv("PATH");
        return folders != null
                && Arrays.stream(folders.split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
