package org.ccalloc.tck;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * What a native backend bundles is what its build pinned: for the tests of a backend that is built on the support package
 * {@code org.ccalloc.spi.nativelibrary}.
 */
public final class PinnedLibraries {

    private static final String ROOT = "/META-INF/native";
    private static final String SHA256 = ".sha256";
    private static final String CRC32 = ".crc32";

    private PinnedLibraries() {}

    /**
     * Checks that the files below {@code META-INF/native} are exactly those of the backend's lists, by their hashes: {@code
     * <backend>.sha256} and, if there is one, {@code <backend>.crc32}.
     *
     * @param anchor a class beside which the files are, in a directory, as before packaging
     * @param backend the name of the allocator
     * @throws AssertionError if they are not
     */
    public static void check(Class<?> anchor, String backend) {
        try {
            Path root = Path.of(requireNonNull(anchor.getResource(ROOT), ROOT).toURI());
            assertThat(hashesBelow(root, PinnedLibraries::sha256))
                    .as("SHA-256 of what is below %s", root)
                    .containsExactlyEntriesOf(hashesIn(root.resolve(backend + SHA256)));
            Path crcs = root.resolve(backend + CRC32);
            if (Files.exists(crcs)) {
                assertThat(hashesBelow(root, PinnedLibraries::crc32))
                        .as("CRC-32 of what is below %s", root)
                        .containsExactlyEntriesOf(hashesIn(crcs));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * Reads a list.
     *
     * @param list the file; hash, two spaces and path a line
     * @return the hashes by path
     */
    private static Map<String, String> hashesIn(Path list) throws IOException {
        var hashes = new TreeMap<String, String>();
        for (String line : Files.readAllLines(list)) {
            int gap = line.indexOf("  ");
            hashes.put(line.substring(gap + 2), line.substring(0, gap));
        }
        return hashes;
    }

    private static Map<String, String> hashesBelow(Path root, Function<byte[], String> hash) throws IOException {
        var hashes = new TreeMap<String, String>();
        try (var files = Files.find(root, 9, (path, attributes) -> attributes.isRegularFile())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith(SHA256) && !name.endsWith(CRC32)) {
                    hashes.put(name, hash.apply(Files.readAllBytes(file)));
                }
            }
        }
        return hashes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String crc32(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }
}
