package org.ccalloc.bench.baseline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocators;

/**
 * The library file that a backend works with, for a C program to load.
 *
 * @param backend the backend's name
 * @param path the file
 */
record LibraryFile(String backend, Path path) {

    /**
     * Finds the file, or copies it out of the backend's jar.
     *
     * @param backend the backend's name
     * @param directory where to put it
     * @return the file, whose hash is the one that the backend names
     * @throws ChildFailedException if there is none for this platform, or it is another one
     * @throws IOException if it cannot be copied
     */
    static LibraryFile of(String backend, Path directory) throws ChildFailedException, IOException {
        String given = System.getProperty("ccalloc." + backend + ".library");
        Path path = given != null ? Path.of(given) : copied(backend, directory);
        String hash = sha256(path);
        String expected = hashOfBackend(backend);
        if (!hash.equals(expected)) {
            throw new ChildFailedException("library: sha256=" + hash + " of " + path + " (expected " + expected
                    + ", which the backend " + backend + " works with)");
        }
        return new LibraryFile(backend, path);
    }

    private static Path copied(String backend, Path directory) throws ChildFailedException, IOException {
        String resource = "META-INF/native/" + folder() + "/" + System.mapLibraryName(backend);
        try (InputStream bytes = ClassLoader.getSystemResourceAsStream(resource)) {
            if (bytes == null) {
                throw new ChildFailedException("library: no " + resource + " on the class path");
            }
            Path file = directory.resolve(System.mapLibraryName(backend));
            Files.copy(bytes, file);
            return file;
        }
    }

    /** As the backends' jars name the platforms. */
    private static String folder() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : os)
                + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64" -> "arm64";
                    default -> arch;
                };
    }

    private static String hashOfBackend(String backend) throws ChildFailedException {
        return switch (CcAllocators.named(backend).availability()) {
            case Availability.Available available -> available.details().getOrDefault("sha256", "not known");
            case Availability.Unavailable unavailable -> throw new ChildFailedException(unavailable.reason());
        };
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
