package org.ccalloc.bench.baseline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildProcess;

/** The libraries that programs in C load: those of our backends, the very files, and the C library itself. */
final class CLibraries {

    /** What stands before {@code malloc} in a backend's library. */
    private static final Map<String, String> PREFIXES = Map.of(CBaseline.MIMALLOC, "mi_", "jemalloc", "je_");

    /** What our backend sets, in mimalloc's own words; see {@code MimallocSettings}. */
    private static final Map<String, String> OUR_SETTINGS =
            Map.of("MIMALLOC_ALLOW_THP", "0", "MIMALLOC_PURGE_DELAY", "1000000000", "MIMALLOC_ARENA_PURGE_MULT", "1");

    private static final List<String> OF_THE_PROCESS = List.of("-", "");

    private final Path directory;
    private final Map<String, Path> files = new HashMap<>();

    /**
     * Copies nothing yet.
     *
     * @param directory where libraries are put
     */
    CLibraries(Path directory) {
        this.directory = directory;
    }

    static boolean has(String backend) {
        return PREFIXES.containsKey(backend);
    }

    /**
     * Runs a program on a library.
     *
     * @param program the program
     * @param library a backend, {@link CBaseline#LIBC} or {@link CBaseline#AS_WE_SET_IT}
     * @param arguments what to do
     * @param limit how long it may take
     * @return the last line that it prints
     * @throws ChildFailedException if it cannot be done
     */
    String run(Path program, String library, List<String> arguments, Duration limit) throws ChildFailedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(words(library));
        command.addAll(arguments);
        return ChildProcess.run(command, environment(library), limit).lastLine();
    }

    /** What is to be in the environment. */
    static Map<String, String> environment(String library) {
        return library.equals(CBaseline.AS_WE_SET_IT) ? OUR_SETTINGS : Map.of();
    }

    /** What a program is to be told: the file, and what stands before its functions. */
    private List<String> words(String library) throws ChildFailedException {
        if (library.equals(CBaseline.LIBC)) {
            return OF_THE_PROCESS;
        }
        String backend = library.equals(CBaseline.AS_WE_SET_IT) ? CBaseline.MIMALLOC : library;
        String prefix = PREFIXES.get(backend);
        if (prefix == null) {
            throw new ChildFailedException("no C library behind " + library);
        }
        return List.of(file(backend).toString(), prefix);
    }

    /**
     * The file that a backend works with.
     *
     * @param backend the backend
     * @return the file
     * @throws ChildFailedException if it cannot be had
     */
    Path file(String backend) throws ChildFailedException {
        Path known = files.get(backend);
        if (known != null) {
            return known;
        }
        try {
            Path file = LibraryFile.of(backend, directory).path();
            files.put(backend, file);
            return file;
        } catch (IOException e) {
            throw new ChildFailedException("cannot copy the library of " + backend + ": " + e.getMessage());
        }
    }
}
