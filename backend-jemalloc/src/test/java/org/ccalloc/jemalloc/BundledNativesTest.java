package org.ccalloc.jemalloc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.ccalloc.tck.PinnedLibraries;
import org.junit.jupiter.api.Test;

/** What is bundled is what was pinned: these files, with these hashes, and no other. */
class BundledNativesTest {
    @Test
    void theBundledLibrariesAreExactlyThosePinned() {
        PinnedLibraries.check(JemallocAllocator.class, "jemalloc");
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
}
