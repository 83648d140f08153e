package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class ObservationTest {

    @Test
    void whatTheJvmStartedWithStaysForEver() {
        assertThat(Observation.staysForEver(null)).isTrue();
        assertThat(Observation.staysForEver(ClassLoader.getPlatformClassLoader()))
                .isTrue();
        assertThat(Observation.staysForEver(ClassLoader.getSystemClassLoader())).isTrue();
    }

    /** LibraryLoadingTest of the backends collects such loaders. */
    @Test
    void aLoaderThatSomebodyMadeMayGo() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            assertThat(Observation.staysForEver(loader)).isFalse();
        }
    }
}
