package org.ccalloc.bench.baseline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.child.ChildFailedException;

/** The libraries that programs in C load: those of our backends, the very files, and the C library itself. */
final class CLibraries {

    /** What stands before {@code malloc} in a backend's library. */
    private static final Map<String, String> PREFIXES = Map.of("mimalloc", "mi_", "jemalloc", "je_");

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
     * What a program is to be told.
     *
     * @param library a backend, or {@link CBaseline#LIBC}
     * @return the file, and what stands before its functions
     * @throws ChildFailedException if there is no such library
     */
    List<String> words(String library) throws ChildFailedException {
        if (library.equals(CBaseline.LIBC)) {
            return OF_THE_PROCESS;
        }
        String prefix = PREFIXES.get(library);
        if (prefix == null) {
            throw new ChildFailedException("no C library behind " + library);
        }
        return List.of(file(library).toString(), prefix);
    }

    private Path file(String backend) throws ChildFailedException {
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
