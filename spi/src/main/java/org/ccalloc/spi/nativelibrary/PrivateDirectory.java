package org.ccalloc.spi.nativelibrary;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/**
 * A directory that only this user may enter and that did not exist before: where a library is put when it cannot be
 * loaded from memory.
 *
 * @param path the directory
 */
record PrivateDirectory(Path path) {

    private static final String PREFIX = "ccalloc-native-";

    /** Leftovers younger than this may belong to a process that is about to load them. */
    private static final Duration LEFTOVER_AGE = Duration.ofHours(1);

    static PrivateDirectory createIn(Path parent) throws IOException {
        boolean posix = parent.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        return new PrivateDirectory(Files.createTempDirectory(parent, PREFIX, ownerOnly));
    }

    /**
     * Writes a library into the directory and reads it back.
     *
     * @param library the library
     * @return the file
     * @throws IOException if that fails or other bytes come back
     */
    Path write(BundledLibrary library) throws IOException {
        Path file = path.resolve(Path.of(library.path()).getFileName());
        Files.write(file, library.bytes());
        String sha256 = BundledLibrary.sha256(Files.readAllBytes(file));
        if (!sha256.equals(library.sha256())) {
            throw new IOException(file + " was changed while it was written: sha256=" + sha256 + " (expected "
                    + library.sha256() + ")");
        }
        return file;
    }

    /** Removes the directory and what is in it. Where a loaded file cannot be removed, {@link #sweep} does it later. */
    void remove() {
        removeTree(path);
    }

    /**
     * Removes what earlier processes had to leave, on systems that keep a loaded library's file in place.
     *
     * @param parent where such directories are
     */
    static void sweep(Path parent) {
        Instant youngest = Instant.now().minus(LEFTOVER_AGE);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                if (Files.getLastModifiedTime(leftover).toInstant().isBefore(youngest)) {
                    removeTree(leftover);
                }
            }
        } catch (IOException e) {
            // Somebody else is sweeping, or may not: the next start tries again.
            return;
        }
    }

    private static void removeTree(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // In use: Windows does not let go of a loaded library.
            return;
        }
    }
}
