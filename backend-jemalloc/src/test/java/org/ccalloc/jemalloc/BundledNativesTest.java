package org.ccalloc.jemalloc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is bundled is what was pinned: these files, with these hashes, and no other. */
class BundledNativesTest {
    private static final String PINNED = "/META-INF/native/jemalloc.sha256";

    @Test
    void theBundledLibrariesAreExactlyThosePinned() throws Exception {
        Path list = Path.of(resource(PINNED));
        assertThat(hashesBelow(requireNonNull(list.getParent()))).containsExactlyEntriesOf(hashesIn(list));
    }

    @Test
    void theLicenceIsBundled() throws Exception {
        assertThat(Path.of(resource("/META-INF/licenses/jemalloc-LICENSE.txt")))
                .content()
                .contains("Copyright (");
    }

    private static URI resource(String name) throws URISyntaxException {
        return requireNonNull(BundledNativesTest.class.getResource(name), name).toURI();
    }

    /** Reads lines of {@code sha256sum}: the hash, two spaces, the path. */
    private static Map<String, String> hashesIn(Path list) throws IOException {
        var hashes = new TreeMap<String, String>();
        for (String line : Files.readAllLines(list)) {
            hashes.put(line.substring(66), line.substring(0, 64));
        }
        return hashes;
    }

    private static Map<String, String> hashesBelow(Path directory) throws IOException, NoSuchAlgorithmException {
        var hashes = new TreeMap<String, String>();
        try (var files = Files.find(directory, 9, (path, attributes) -> attributes.isRegularFile())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith(".sha256")) {
                    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                    hashes.put(name, HexFormat.of().formatHex(hash));
                }
            }
        }
        return hashes;
    }
}
