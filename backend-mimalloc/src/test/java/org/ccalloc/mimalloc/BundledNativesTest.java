package org.ccalloc.mimalloc;

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
        PinnedLibraries.check(MimallocAllocator.class, "mimalloc");
    }

    @Test
    void theBundledLibraryHasTheVersionThatIsToldOfIt() {
        assertThat(MimallocLibrary.version()).isEqualTo(MimallocLibrary.BUNDLED_VERSION);
    }

    @Test
    void versionsOfTwoNumberingsAreRead() {
        assertThat(MimallocLibrary.versionText(30_500)).isEqualTo("3.5.0");
        assertThat(MimallocLibrary.versionText(217)).isEqualTo("2.1.7");
    }

    @Test
    void theLicenceIsBundled() throws Exception {
        assertThat(Path.of(resource("/META-INF/licenses/mimalloc-LICENSE.txt")))
                .content()
                .contains("Copyright (");
    }

    private static URI resource(String name) throws URISyntaxException {
        return requireNonNull(BundledNativesTest.class.getResource(name), name).toURI();
    }
}
