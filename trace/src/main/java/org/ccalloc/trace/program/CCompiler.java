package org.ccalloc.trace.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A C compiler of this machine, for programs in C that come as source and are compiled where they run.
 *
 * @param command its name or path
 */
public record CCompiler(String command) {

    private static final List<String> NAMES = List.of("cc", "gcc", "clang");
    private static final int LIMIT_MINUTES = 2;

    /**
     * Looks for one: that of the environment variable {@code CC}, or one by its usual name.
     *
     * @return the first there is
     */
    public static Optional<CCompiler> find() {
        String given = System.getenv("CC");
        return Stream.concat(Stream.ofNullable(given).filter(name -> !name.isBlank()), NAMES.stream())
                .filter(CCompiler::isExecutable)
                .findFirst()
                .map(CCompiler::new);
    }

    /**
     * Looks for one that has to be there.
     *
     * @return the first there is
     * @throws ProgramException if there is none
     */
    public static CCompiler require() throws ProgramException {
        return find().orElseThrow(() -> new ProgramException(
                "no C compiler: looked for " + NAMES + " on the path (install one, or let CC name it)"));
    }

    /**
     * Compiles a source that comes as a resource, as C11, optimized.
     *
     * @param text the source, which is closed; a class reads its own module's resources only, so that the caller has to open it
     * @param name of the source's file
     * @param product where to put the program; the source goes beside it
     * @param options further options
     * @throws ProgramException if there is no source, or it does not compile; the message ends with what the compiler said last
     * @throws IOException if the source cannot be unpacked
     */
    @SuppressWarnings("exports") // an annotation need not be there for whoever calls
    public void compile(@Nullable InputStream text, String name, Path product, List<String> options)
            throws IOException {
        Path source = product.resolveSibling(name);
        try (text) {
            if (text == null) {
                throw new ProgramException("C source: name=" + name + " (expected to be in the jar)");
            }
            Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
        }
        compile(List.of(source), product, options);
    }

    /**
     * Compiles files as C11, optimized, to one program.
     *
     * @param sources the files
     * @param product where to put the program
     * @param options further options
     * @throws ProgramException if it does not compile; the message ends with what the compiler said last
     * @throws IOException if the compiler cannot be run
     */
    public void compile(List<Path> sources, Path product, List<String> options) throws IOException {
        List<String> words = new ArrayList<>(List.of(command, "-std=c11", "-O2", "-pthread"));
        words.addAll(options);
        // -ldl: before glibc 2.34 dlopen was in a library of its own.
        words.addAll(List.of("-o", product.toString()));
        sources.forEach(source -> words.add(source.toString()));
        words.add("-ldl");
        Path said = Files.createTempFile("ccalloc-cc-", ".log");
        try {
            Process compiler = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                boolean ended = compiler.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
                if (!ended || compiler.exitValue() != 0) {
                    throw new ProgramException(command + " cannot compile " + product.getFileName() + ": "
                            + lastLine(Files.readString(said, StandardCharsets.UTF_8)));
                }
            } finally {
                compiler.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("interrupted while " + command + " was compiling");
        } finally {
            Files.delete(said);
        }
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("no message", (_, line) -> line);
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
