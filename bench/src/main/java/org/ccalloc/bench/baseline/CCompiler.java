package org.ccalloc.bench.baseline;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildProcess;

/** The C compiler of this machine, for programs whose sources come with the benchmarks. */
public final class CCompiler {

    private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String RESOURCES = "/org/ccalloc/bench/baseline/";

    private CCompiler() {}

    /**
     * The first C compiler that this machine has: that of the environment variable {@code CC}, or one by its usual name.
     *
     * @return the command; empty without
     */
    public static Optional<String> command() {
        String given = System.getenv("CC");
        return Stream.concat(Stream.ofNullable(given).filter(name -> !name.isBlank()), COMPILERS.stream())
                .filter(CCompiler::isExecutable)
                .findFirst();
    }

    /**
     * Compiles a program.
     *
     * @param directory where sources and program are put
     * @param name of the program
     * @param folder where its sources are, below that of all C sources, with a slash at the end; or empty
     * @param sources its files; those that end in {@code .c} are compiled
     * @return the program
     * @throws ChildFailedException if there is no compiler or it fails
     */
    static Path compile(Path directory, String name, String folder, List<String> sources) throws ChildFailedException {
        String compiler = command()
                .orElseThrow(() -> new ChildFailedException(
                        "no C compiler: looked for " + COMPILERS + " on the path (or let CC name one)"));
        Path executable = directory.resolve(name);
        List<String> command =
                new ArrayList<>(List.of(compiler, "-std=c11", "-O2", "-pthread", "-o", executable.toString()));
        for (String source : sources) {
            Path file = copied(directory, folder, source);
            if (source.endsWith(".c")) {
                command.add(file.toString());
            }
        }
        // Before glibc 2.34 dlopen was in a library of its own.
        command.add("-ldl");
        ChildProcess.run(command, LIMIT);
        return executable;
    }

    private static Path copied(Path directory, String folder, String source) throws ChildFailedException {
        Path file = directory.resolve(source);
        try (InputStream text = CCompiler.class.getResourceAsStream(RESOURCES + folder + source)) {
            if (text == null) {
                throw new ChildFailedException(folder + source + " is missing from the jar of the benchmarks");
            }
            Files.copy(text, file);
            return file;
        } catch (IOException e) {
            throw new ChildFailedException("cannot write " + file + ": " + e.getMessage());
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
