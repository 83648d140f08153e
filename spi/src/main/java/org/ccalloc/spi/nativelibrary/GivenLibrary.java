package org.ccalloc.spi.nativelibrary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/** The library file that the user named: that one or an error. */
final class GivenLibrary {

    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private GivenLibrary() {}

    static LoadedLibrary load(LibraryDescription description, String given) throws LibraryUnavailableException {
        String what = description.fileProperty() + "=" + given;
        Path path;
        byte[] bytes;
        try {
            path = Path.of(given).toAbsolutePath();
            if (!Files.isRegularFile(path)) {
                throw refused(
                        description,
                        what
                                + (Files.isDirectory(path)
                                        ? " is a directory"
                                        : Files.exists(path) ? " is not a regular file" : " does not exist"));
            }
            bytes = Files.readAllBytes(path);
        } catch (InvalidPathException | IOException e) {
            throw refused(description, what + " cannot be read: " + e);
        }
        if (Platform.current().isLinux() && !startsWith(bytes, ELF)) {
            // The JVM would print a warning of its own, about something else.
            throw refused(description, what + " is not a library: it does not start as an ELF file does");
        }
        LibraryOrigin origin = new LibraryOrigin(
                LibraryOrigin.Place.GIVEN, description.fileProperty() + "=" + path, BundledLibrary.sha256(bytes));
        try {
            return LoadedLibrary.checked(description, DynamicLinker.open(path.toString(), path.toString()), origin);
        } catch (IllegalArgumentException e) {
            throw refused(description, what + " cannot be loaded: " + DynamicLinker.reason(path.toString()));
        }
    }

    private static LibraryUnavailableException refused(LibraryDescription description, String reason) {
        return LibraryOrigin.unavailable(LibraryOrigin.Place.GIVEN, description, reason);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
