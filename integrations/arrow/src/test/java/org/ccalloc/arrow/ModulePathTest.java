package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A program that is a module and knows of Arrow only, in a JVM of its own. */
class ModulePathTest {

    private static final String PROGRAM = """
            package program;

            import org.apache.arrow.memory.*;

            public class Main {
                public static void main(String[] arguments) {
                    try (var root = new RootAllocator(); var buffer = root.buffer(64)) {
                        buffer.setLong(0, 42);
                        System.out.println("value=" + buffer.getLong(0));
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void anUnchangedProgramDoesNotFindOurs() throws IOException {
        compile("");
        assertThat(run().output()).contains("No DefaultAllocationManager found on classpath");
    }

    @Test
    void anUnchangedProgramFindsOursIfTheFlagAddsIt() throws IOException {
        compile("");
        assertThat(run("--add-modules", "org.ccalloc.arrow").output()).contains("value=42");
    }

    @Test
    void aProgramFindsOursIfItRequiresIt() throws IOException {
        compile("requires org.ccalloc.arrow;");
        assertThat(run().output()).contains("value=42");
    }

    @Test
    void whereArrowHasNoByteBuffersTheWarningOpensThemToItsModule() throws IOException {
        String flag = "--add-opens=java.base/java.nio=org.apache.arrow.memory.core";
        compile("requires org.ccalloc.arrow;");
        assertThat(run().output()).contains("add " + flag + " to the java command");
        assertThat(run(flag).output()).doesNotContain("ByteBuffers").contains("value=42");
    }

    private void compile(String further) throws IOException {
        Path module = Files.writeString(
                directory.resolve("module-info.java"),
                "module program { requires org.apache.arrow.memory.core; " + further + " }");
        Path main = Files.writeString(directory.resolve("Main.java"), PROGRAM);
        assertThat(ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--module-path",
                                modulePath(),
                                "-d",
                                directory.resolve("program").toString(),
                                module.toString(),
                                main.toString()))
                .isZero();
    }

    private ChildJvm.Result run(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modulePath() + File.pathSeparator + directory.resolve("program"),
                "--enable-native-access=org.ccalloc.spi",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dccalloc.backend=mimalloc"));
        command.addAll(List.of(flags));
        command.addAll(List.of("--module", "program/program.Main"));
        return ChildJvm.Result.of(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String modulePath() {
        CcAllocator mimalloc = CcAllocators.named("mimalloc");
        return Stream.of(
                        RootAllocator.class,
                        Logger.class,
                        CcAllocator.class,
                        CcAllocationManagerFactory.class,
                        mimalloc.getClass())
                .map(type -> ChildJvm.rootOf(type).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
