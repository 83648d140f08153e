package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is a module but the program, which the JVM compiles. */
class ModulePathTest {

    private static final String PROGRAM = """
            import org.ccalloc.netty.CcByteBufAllocator;

            public class Program {
                public static void main(String[] arguments) {
                    var allocator = new CcByteBufAllocator();
                    var buffer = allocator.directBuffer(8).writeLong(42);
                    System.out.println(allocator.getClass().getModule() + ", " + buffer.getClass().getModule());
                    System.out.println(allocator.memory().name() + "=" + buffer.readLong());
                    buffer.release();
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void aBufferIsMadeReadAndWritten() throws IOException {
        assertThat(run("--enable-native-access=org.ccalloc.spi").lines())
                .containsExactly("module org.ccalloc.netty, module org.ccalloc.netty", "mimalloc=42");
    }

    @Test
    void withoutNativeAccessTheErrorNamesTheFlag() throws IOException {
        assertThat(run("--illegal-native-access=deny"))
                .contains("native access is denied by this JVM", "--enable-native-access=org.ccalloc.spi");
    }

    private String run(String flag) throws IOException {
        Path program = Files.writeString(directory.resolve("Program.java"), PROGRAM);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modulePath(),
                "--add-modules",
                "org.ccalloc.netty",
                flag,
                "--sun-misc-unsafe-memory-access=allow",
                "-Dccalloc.backend=mimalloc",
                "-Dio.netty.noUnsafe=" + Boolean.getBoolean("io.netty.noUnsafe"),
                program.toString()));
        return ChildJvm.Result.of(
                        new ProcessBuilder(command).redirectErrorStream(true).start())
                .output();
    }

    private static String modulePath() {
        CcAllocator mimalloc = CcAllocators.named("mimalloc");
        return Stream.of(
                        ByteBuf.class,
                        ReferenceCounted.class,
                        CcAllocator.class,
                        CcByteBufAllocator.class,
                        mimalloc.getClass())
                .map(type -> ChildJvm.rootOf(type).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
