package org.ccalloc.spi.nativelibrary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A library file out of a backend's jar, whose bytes are those that the build pinned.
 *
 * <p>Where the build pinned a CRC-32 as well, that is what is looked at: it finds damage, every flipped bit, as SHA-256
 * does, in microseconds instead of a fifth of the time to the first allocation. Against somebody who can change the jar
 * neither helps, since the lists are in it.
 *
 * @param path the file's path below {@code META-INF/native}, such as {@code linux-x64/libmimalloc.so}
 * @param bytes its content; not to be changed
 * @param sha256 the content's hash, in lower case hex, as pinned
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
        try (InputStream file = library.anchor().getResourceAsStream(ROOT + path)) {
            return file == null ? Optional.empty() : Optional.of(checked(library, path, file.readAllBytes()));
        } catch (IOException e) {
            throw LibraryOrigin.unavailable(
                    LibraryOrigin.Place.BUNDLED, library, "the bundled library " + path + " cannot be read: " + e);
        }
    }

    private static BundledLibrary checked(LibraryDescription library, String path, byte[] bytes)
            throws IOException, LibraryUnavailableException {
        String pinned = pinned(library, ".sha256", path);
        String pinnedCrc32 = pinned(library, ".crc32", path);
        boolean intact = pinnedCrc32.isEmpty()
                ? pinned.equals(sha256(bytes))
                : !pinned.isEmpty() && pinnedCrc32.equals(crc32(bytes));
        if (!intact) {
            throw LibraryOrigin.unavailable(
                    LibraryOrigin.Place.BUNDLED,
                    library,
                    "the bundled library " + path + " is damaged: sha256=" + sha256(bytes)
                            + " is not the one that this release was built with");
        }
        return new BundledLibrary(path, bytes, pinned);
    }

    /**
     * Looks a file up in a list as {@code sha256sum} writes it: hash, two spaces, path.
     *
     * @param library whose list
     * @param kind how the list's name ends
     * @param path the file
     * @return its hash; empty if there is no list or the file is not in it
     */
    private static String pinned(LibraryDescription library, String kind, String path) throws IOException {
        try (InputStream list = library.anchor().getResourceAsStream(ROOT + library.backend() + kind)) {
            if (list == null) {
                return "";
            }
            String lines = "\n" + new String(list.readAllBytes(), StandardCharsets.US_ASCII);
            int end = lines.indexOf("  " + path + "\n");
            return end < 0 ? "" : lines.substring(lines.lastIndexOf('\n', end) + 1, end);
        }
    }

    static String crc32(byte[] bytes) {
        CRC32 crc32 = new CRC32();
        crc32.update(bytes);
        String digits = Long.toHexString(crc32.getValue());
        return "0".repeat(8 - digits.length()) + digits;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
