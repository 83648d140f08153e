package org.ccalloc.tck.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where child JVMs leave their files; goes with all that is in it. */
final class WorkDirectory implements AutoCloseable {

    private final Path path;
    private int files;

    /**
     * Creates the directory.
     *
     * @throws IOException if that fails
     */
    WorkDirectory() throws IOException {
        path = Files.createTempDirectory("ccalloc-tck-").toAbsolutePath();
    }

    Path path() {
        return path;
    }

    /**
     * Creates an empty file.
     *
     * @return the file
     * @throws IOException if that fails
     */
    Path newFile() throws IOException {
        files++;
        return Files.createFile(path.resolve("events-" + files));
    }

    /** May be called again, while others still write: what they are about to write is then left. */
    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
