package org.ccalloc.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, which denies native access. */
class NativeAccessTest {

    /** A program: makes a directory on the allocator that needs no native access. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try (var directory = new CcDirectory()) {
                System.out.println("made=" + directory);
            } catch (IllegalCallerException e) {
                System.out.println("error=" + e.getMessage());
            }
        }
    }

    @Test
    void whereNativeAccessIsDeniedTheErrorNamesTheFlag() {
        var child = new ChildJvm(Program.class)
                .flags(
                        "--illegal-native-access=deny",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dccalloc.backend=java-unsafe");
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).reversed().stream()
                .map(Path::of)
                .forEach(child::classPathFirst);
        assertThat(child.run().output())
                .contains("error=native access: denied by this JVM")
                .contains("--enable-native-access=ALL-UNNAMED");
    }
}
