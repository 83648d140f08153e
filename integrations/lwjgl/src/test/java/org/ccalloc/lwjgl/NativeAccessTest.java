package org.ccalloc.lwjgl;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.spi.BackendNotAvailableException;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, which denies native access. */
class NativeAccessTest {

    /** A program: makes an allocator, and moves a block. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try {
                var allocator = new CcMemoryAllocator();
                System.out.println("made on " + allocator.memory().name());
                allocator.free(allocator.realloc(allocator.malloc(1), 1 << 16));
            } catch (IllegalCallerException | BackendNotAvailableException e) {
                System.out.println("error=" + e.getMessage());
            }
        }
    }

    private static String outputOn(String backend) {
        return LwjglJvm.of(Program.class)
                .flags(
                        "--illegal-native-access=deny",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dccalloc.backend=" + backend)
                .run()
                .output();
    }

    @Test
    void onABackendThatNeedsNoNativeAccessTheErrorNamesTheFlag() {
        assertThat(outputOn("java-unsafe"))
                .startsWith("error=native access: denied by this JVM")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void onANativeBackendTheErrorNamesTheFlagToo() {
        assertThat(outputOn("mimalloc")).startsWith("error=backend: ").contains("--enable-native-access=ALL-UNNAMED");
    }
}
