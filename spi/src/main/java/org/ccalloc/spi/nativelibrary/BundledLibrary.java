package org.ccalloc.spi.nativelibrary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A library file out of a backend's jar, whose bytes are those that the build pinned.
 *
 * @param path the file's path below {@code META-INF/native}, such as {@code linux-x64/libmimalloc.so}
 * @param bytes its content; not to be changed
 * @param sha256 the content's hash, in lower case hex
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BundledLibrary(String path, byte[] bytes, String sha256) {

    private static final String ROOT = "/META-INF/native/";

    /**
     * Reads the file for a platform and checks it.
     *
     * @param library which library
     * @param platform for what
     * @return the file; empty if none is bundled for the platform
     * @throws LibraryUnavailableException if the file is not the one that was pinned
     */
    static Optional<BundledLibrary> find(LibraryDescription library, Platform platform)
            throws LibraryUnavailableException {
        String path = platform.folder() + "/" + platform.fileName(library.fileStem());
        byte[] bytes;
        String list;
        try (InputStream file = library.anchor().getResourceAsStream(ROOT + path);
                InputStream hashes = library.anchor().getResourceAsStream(ROOT + library.backend() + ".sha256")) {
            if (file == null) {
                return Optional.empty();
            }
            bytes = file.readAllBytes();
            list = hashes == null ? "" : new String(hashes.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw LibraryOrigin.unavailable(
                    LibraryOrigin.Place.BUNDLED, library, "the bundled library " + path + " cannot be read: " + e);
        }
        String sha256 = sha256(bytes);
        // The format of sha256sum: hash, two spaces, path.
        if (!("\n" + list).contains("\n" + sha256 + "  " + path + "\n")) {
            throw LibraryOrigin.unavailable(
                    LibraryOrigin.Place.BUNDLED,
                    library,
                    "the bundled library " + path + " is damaged: sha256=" + sha256
                            + " is not the one that this release was built with");
        }
        return Optional.of(new BundledLibrary(path, bytes, sha256));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
