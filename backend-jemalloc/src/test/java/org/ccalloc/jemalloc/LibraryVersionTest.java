package org.ccalloc.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is told about the library: the bundled one does not know its version, another one does. */
class LibraryVersionTest {

    /** Allocates and prints the details; runs in a JVM of its own. */
    static final class Probe {
        public static void main(String[] arguments) {
            CcAllocator allocator = new JemallocAllocator();
            allocator.freeUnsized(allocator.allocOrThrow(8));
            System.out.println(allocator.availability());
        }
    }

    @Test
    void theBundledOneHasThePinnedVersion() {
        assertThat(new JemallocAllocator().availability())
                .isInstanceOfSatisfying(
                        Availability.Available.class,
                        available ->
                                assertThat(available.details().get("version")).startsWith("jemalloc 5.3.1"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aGivenOneIsAskedForItsVersion(@TempDir Path directory) throws Exception {
        Path copy = directory.resolve("libjemalloc.so");
        try (InputStream bundled =
                JemallocAllocator.class.getResourceAsStream("/META-INF/native/linux-x64/libjemalloc.so")) {
            assertThat(bundled).isNotNull();
            Files.copy(bundled, copy);
        }
        ChildJvm.Result result = new ChildJvm(Probe.class, JemallocAllocator.class, CcAllocator.class)
                .flags("-Dccalloc.jemalloc.library=" + copy)
                .run();
        assertThat(result.output()).contains("library=ccalloc.jemalloc.library=" + copy, "version=jemalloc 0.0.0-0-g");
    }
}
