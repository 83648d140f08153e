package org.ccalloc.bench.baseline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.trace.program.CCompiler;

/** Programs in C, whose sources come with the benchmarks and are compiled where they run. */
final class CSources {

    private static final String RESOURCES = "/org/ccalloc/bench/baseline/";

    /** What all programs share. */
    private static final List<String> SHARED = List.of("library.c", "library.h");

    private CSources() {}

    /**
     * Compiles a program.
     *
     * @param directory where sources and program are put
     * @param name of the program
     * @param folder where its sources are, below that of all C sources, with a slash at the end; or empty
     * @param sources its files, without those that all programs share; those that end in {@code .c} are compiled
     * @return the program
     * @throws ChildFailedException if there is no compiler or it fails
     */
    static Path compile(Path directory, String name, String folder, List<String> sources) throws ChildFailedException {
        Path executable = directory.resolve(name);
        try {
            CCompiler compiler = CCompiler.require();
            List<Path> compiled = new ArrayList<>();
            copy(directory, "", SHARED, compiled);
            copy(directory, folder, sources, compiled);
            compiler.compile(compiled, executable, List.of());
            return executable;
        } catch (IOException e) {
            throw new ChildFailedException(String.valueOf(e.getMessage()));
        }
    }

    private static void copy(Path directory, String folder, List<String> sources, List<Path> compiled)
            throws IOException {
        for (String source : sources) {
            Path file = copied(directory, folder, source);
            if (source.endsWith(".c")) {
                compiled.add(file);
            }
        }
    }

    private static Path copied(Path directory, String folder, String source) throws IOException {
        Path file = directory.resolve(source);
        try (InputStream text = CSources.class.getResourceAsStream(RESOURCES + folder + source)) {
            if (text == null) {
                throw new IOException(folder + source + " is missing from the jar of the benchmarks");
            }
            Files.copy(text, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        }
    }
}
