package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs of their own, since Arrow looks for its default once. */
class DefaultFactoryTest {

    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String BYTE_BUFFERS = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    /**
     * A program: allocates a buffer as Arrow's default has it, or with a factory handed over, and says from where. It
     * has two root allocators.
     */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            var config = RootAllocator.configBuilder();
            if (List.of(arguments).contains("handed-over")) {
                config.allocationManagerFactory(CcAllocationManagerFactory.ofSelected());
            }
            try (var root = new RootAllocator(config.build());
                    ArrowBuf buffer = root.buffer(64)) {
                buffer.setLong(0, 42);
                new RootAllocator(config.build()).close();
                System.out.println(
                        "blocks=" + CcAllocators.get().statsSnapshot().allocCount());
            } catch (IllegalStateException e) {
                System.out.println("error=" + e.getMessage());
            }
        }
    }

    @Test
    void aloneItIsTheDefault() {
        assertThat(run().output()).contains("blocks=1");
    }

    @Test
    void besideNettyItRefusesAndNamesBoth(@TempDir Path jar) throws IOException {
        claim(jar, "netty");
        assertThat(run(jar).output())
                .contains("error=Arrow's memory: found=")
                .contains("expected ccalloc-arrow alone")
                .contains(jar + "/org/apache/arrow/memory/netty/DefaultAllocationManagerFactory.class");
    }

    @Test
    void besideUnsafeItRefusesAndNamesBoth(@TempDir Path jar) throws IOException {
        claim(jar, "unsafe");
        assertThat(run(jar).output())
                .contains("error=Arrow's memory: found=")
                .contains(jar + "/org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class");
    }

    @Test
    void besideAnotherCopyOfItselfItIsTheDefault(@TempDir Path copy) throws IOException {
        claimAsOurs(copy);
        assertThat(run(copy).output()).contains("blocks=1");
    }

    @Test
    void besideAnotherCopyAndUnsafeItRefusesAndNamesAll(@TempDir Path copy, @TempDir Path jar) throws IOException {
        claimAsOurs(copy);
        claim(jar, "unsafe");
        assertThat(run(copy, jar).output())
                .contains("error=Arrow's memory: found=")
                .contains(copy + "/org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class")
                .contains(jar + "/org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class");
    }

    @Test
    void whatIsHandedOverServesBesideOthers(@TempDir Path jar) throws IOException {
        claim(jar, "netty");
        assertThat(program(NATIVE_ACCESS, jar).run("handed-over").output()).contains("blocks=1");
    }

    @Test
    void aSettingThatWantsNettyAsksForTheJarThatIsReplaced() {
        assertThat(program(NATIVE_ACCESS)
                        .flags("-Darrow.allocation.manager.type=Netty")
                        .run()
                        .output())
                .contains("Please add arrow-memory-netty to your classpath")
                .doesNotContain("blocks=");
    }

    @Test
    void whereUnsafeIsDeniedTheErrorNamesTheFlag() {
        assertThat(program(NATIVE_ACCESS)
                        .flags("--sun-misc-unsafe-memory-access=deny")
                        .run()
                        .output())
                .contains("error=Arrow's memory: sun.misc.Unsafe=denied by this JVM, or missing")
                .contains("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void whereUnsafeIsMissingTheErrorNamesTheModule() {
        assertThat(program(NATIVE_ACCESS).flags("--limit-modules=java.se").run().output())
                .contains("error=Arrow's memory: sun.misc.Unsafe=denied by this JVM, or missing")
                .contains("jdk.unsupported");
    }

    @Test
    void whereArrowHasNoByteBuffersOneWarningNamesTheFlag() {
        assertThat(run().output())
                .containsOnlyOnce("Arrow's buffers as ByteBuffers")
                .contains("add " + BYTE_BUFFERS + " to the java command")
                .contains("blocks=1");
    }

    @Test
    void whereArrowHasByteBuffersThereIsNoWarning() {
        assertThat(program(NATIVE_ACCESS).flags(BYTE_BUFFERS).run().output())
                .doesNotContain("ByteBuffers")
                .contains("blocks=1");
    }

    @Test
    void whereNativeAccessIsDeniedTheErrorNamesTheFlag() {
        assertThat(program("--illegal-native-access=deny").run().output())
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    private static void claim(Path jar, String packageName) throws IOException {
        Path directory = Files.createDirectories(jar.resolve("org/apache/arrow/memory/" + packageName));
        Files.createFile(directory.resolve("DefaultAllocationManagerFactory.class"));
    }

    private static void claimAsOurs(Path jar) throws IOException {
        claim(jar, "unsafe");
        Path directory = Files.createDirectories(jar.resolve("org/ccalloc/arrow"));
        Files.createFile(directory.resolve("CcAllocationManagerFactory.class"));
    }

    private static ChildJvm.Result run(Path... last) {
        return program(NATIVE_ACCESS, last).run();
    }

    private static ChildJvm program(String nativeAccess, Path... last) {
        return ChildOnThisClassPath.of(Program.class, last)
                .flags(nativeAccess, "-Dccalloc.stats=true", "-Dccalloc.backend=mimalloc");
    }
}
