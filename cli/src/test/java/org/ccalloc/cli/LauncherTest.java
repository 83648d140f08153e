package org.ccalloc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a project of its own, with a build and a JDK that only tell what they were asked for.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {

    private static final Path REAL_PROJECT =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private Path project = Path.of("");
    private Path jdk = Path.of("");

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(directory.resolve("a project"));
        jdk = directory.resolve("a jdk");
        executable(project.resolve("ccalloc"), Files.readString(REAL_PROJECT.resolve("ccalloc")));
        write(project.resolve(".mvn/find-jdk.sh"), Files.readString(REAL_PROJECT.resolve(".mvn/find-jdk.sh")));
        write(project.resolve("pom.xml"), "<project/>");
        write(project.resolve("cli/pom.xml"), "<project/>");
        write(project.resolve("cli/src/main/java/Main.java"), "class Main {}");
        executable(project.resolve("mvnw"), """
                #!/bin/sh
                cd "$(dirname "$0")"
                echo "$@" >>builds
                while [ -e hold ]; do :; done
                [ ! -e broken ] || { echo the compiler is unhappy; exit 7; }
                mkdir -p cli/target/modules
                echo jar >cli/target/ccalloc-cli.jar
                echo jar >cli/target/modules/other.jar
                mkdir -p examples/arrow/target/modules
                echo jar >examples/arrow/target/ccalloc-example-arrow.jar
                echo jar >examples/arrow/target/modules/client.jar
                """);
        write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        executable(jdk.resolve("bin/java"), "#!/bin/sh\nfor a; do printf '<%s>\\n' \"$a\"; done\nexit 3\n");
    }

    @Test
    void buildsOnceAndStartsTheModules() throws Exception {
        ToolRun first = launch("demo", "--quick");
        assertThat(first.exitCode()).as("that of java").isEqualTo(3);
        assertThat(first.err().lines())
                .singleElement()
                .asString()
                .contains("building")
                .contains("ccalloc-build.log");
        assertThat(first.out().lines())
                .containsExactly(
                        "<-Dccalloc.terminal=false>",
                        "<--module-path>",
                        "<" + project.toRealPath() + "/cli/target/launch>",
                        "<--enable-native-access=org.ccalloc.spi>",
                        "<--sun-misc-unsafe-memory-access=allow>",
                        "<-m>",
                        "<org.ccalloc.cli/org.ccalloc.cli.Main>",
                        "<demo>",
                        "<--quick>");
        assertThat(project.resolve("cli/target/launch")).isDirectoryContaining("glob:**/ccalloc-cli.jar");
        assertThat(project.resolve("cli/target/launch")).isDirectoryContaining("glob:**/other.jar");

        ToolRun second = launch("demo", "--quick");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(builds()).singleElement().asString().contains("package").contains("-Dmaven.test.skip=true");
    }

    @Test
    void startsAnExampleOnItsOwnClassPath() throws Exception {
        write(project.resolve("examples/arrow/pom.xml"), "<project/>");
        Path source = write(project.resolve("examples/arrow/src/main/java/Main.java"), "class Main {}");
        Path client = write(project.resolve("integrations/arrow/src/main/java/Client.java"), "class Client {}");
        write(project.resolve("integrations/arrow/pom.xml"), "<project/>");
        String launched = project.toRealPath() + "/examples/arrow/target/launch";
        ToolRun run = launch("-Da=1", "example", "arrow", "--rows", "7", "-Db=2", "--", "-Dc=3");
        assertThat(run.out().lines())
                .containsExactly(
                        "<-Da=1>",
                        "<-Db=2>",
                        "<@" + project.toRealPath() + "/examples/arrow/jvm.options>",
                        "<-cp>",
                        "<" + launched + "/*>",
                        "<org.ccalloc.examples.arrow.Main>",
                        "<--rows>",
                        "<7>",
                        "<-->",
                        "<-Dc=3>");
        assertThat(Path.of(launched)).isDirectoryContaining("glob:**/ccalloc-example-arrow.jar");
        assertThat(Path.of(launched)).isDirectoryContaining("glob:**/client.jar");
        assertThat(builds()).singleElement().asString().contains("-pl examples/arrow -am");

        launch("example", "arrow");
        assertThat(builds()).hasSize(1);
        touch(client);
        launch("example", "arrow");
        assertThat(builds()).hasSize(2);
        launch("demo");
        assertThat(builds()).hasSize(3);
        touch(source);
        launch("demo");
        assertThat(builds()).as("what the tool is made of").hasSize(3);
        launch("example", "arrow");
        assertThat(builds()).hasSize(4);
    }

    @Test
    void leavesAnExampleThatIsNotThereToTheTool() throws Exception {
        for (String name : List.of("pear", "../arrow", "--help", "")) {
            assertThat(launch("example", name).out().lines())
                    .endsWith("<org.ccalloc.cli/org.ccalloc.cli.Main>", "<example>", "<" + name + ">");
        }
        assertThat(launch("example").out().lines()).endsWith("<org.ccalloc.cli/org.ccalloc.cli.Main>", "<example>");
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
        Path source = project.resolve("cli/src/main/java/Main.java");
        launch();
        touch(source);
        launch();
        assertThat(builds()).hasSize(2);
        launch();
        assertThat(builds()).hasSize(2);
        Files.delete(source);
        touch(project.resolve("cli/src/main/java"));
        launch();
        assertThat(builds()).hasSize(3);
        touch(project.resolve("pom.xml"));
        launch();
        assertThat(builds()).hasSize(4);
    }

    @Test
    void givesPropertiesToTheJvmWhereverTheyStand() throws Exception {
        ToolRun run = launch("-Da=1 2", "demo", "-Dccalloc.backend=jemalloc", "a file", "", "*", "--", "-Dfile");
        assertThat(run.out().lines())
                .startsWith("<-Da=1 2>", "<-Dccalloc.backend=jemalloc>", "<-Dccalloc.terminal=false>")
                .endsWith(
                        "<org.ccalloc.cli/org.ccalloc.cli.Main>",
                        "<demo>",
                        "<a file>",
                        "<>",
                        "<*>",
                        "<-->",
                        "<-Dfile>");
    }

    @Test
    void givesOptionsOfTheEnvironmentToTheJvm() throws Exception {
        var builder = process(project.resolve("ccalloc").toString(), "demo");
        builder.environment().put("CCALLOC_JAVA_OPTS", "-Xmx64m  -XX:*");
        assertThat(ToolRun.of(builder).out().lines()).startsWith("<-Xmx64m>", "<-XX:*>");
    }

    @Test
    void worksFromElsewhereAndThroughLinks() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("absolute"), project.resolve("ccalloc"));
        Files.createSymbolicLink(bin.resolve("relative"), Path.of("../a project/ccalloc"));
        Files.createSymbolicLink(bin.resolve("of a link"), Path.of("relative"));
        for (String link : List.of("absolute", "relative", "of a link")) {
            ToolRun run =
                    ToolRun.of(process(bin.resolve(link).toString(), "demo").directory(jdk.toFile()));
            assertThat(run.out()).as(link).contains("<" + project.toRealPath() + "/cli/target/launch>");
        }
        ToolRun onThePath = ToolRun.of(process("sh", "-c", "PATH=\"$0:$PATH\"; relative demo", bin.toString()));
        assertThat(onThePath.out()).contains("<demo>");
        ToolRun byItsName = ToolRun.of(process("sh", "ccalloc", "demo").directory(project.toFile()));
        assertThat(byItsName.out()).contains("<demo>");
    }

    @Test
    void aBuildThatFailsShowsItsLog() throws Exception {
        write(project.resolve("broken"), "");
        ToolRun run = launch("demo");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.err()).contains("the compiler is unhappy", "the build failed", "ccalloc-build.log");
        assertThat(run.out()).isEmpty();

        Files.delete(project.resolve("broken"));
        assertThat(launch("demo").out()).contains("<demo>");
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Path hold = write(project.resolve("hold"), "");
        Path errors = directory.resolve("errors");
        Process first = process(project.resolve("ccalloc").toString(), "demo")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (!Files.exists(project.resolve("builds"))) {
                assertThat(first.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            Process second = process(project.resolve("ccalloc").toString(), "demo")
                    .redirectError(errors.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (second.isAlive()
                    && builds().size() == 1
                    && !Files.readString(errors).contains("waiting for another build")) {
                Thread.onSpinWait();
            }
            Files.delete(hold);
            assertThat(first.waitFor()).isEqualTo(3);
            assertThat(second.waitFor()).isEqualTo(3);
            assertThat(builds()).hasSize(1);
        } finally {
            Files.deleteIfExists(hold);
        }
    }

    @Test
    void withoutAJdkItSaysSo() throws Exception {
        write(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        write(project.resolve(".mvn/find-jdk.sh"), "find_jdk() { return 1; }\n");
        ToolRun run = launch("demo");
        assertThat(run.exitCode()).isOne();
        assertThat(run.err()).contains("JDK 25");
    }

    // ---------------------------------------------------------------------------------------------- shared

    private ToolRun launch(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(project.resolve("ccalloc").toString()));
        command.addAll(List.of(arguments));
        return ToolRun.of(process(command.toArray(String[]::new)));
    }

    private ProcessBuilder process(String... command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("CCALLOC_JAVA_OPTS");
        return builder;
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(project.resolve("builds"));
    }

    /** Makes a file newer than all that was built so far, whatever the clock's resolution. */
    private void touch(Path path) throws IOException {
        FileTime past = FileTime.fromMillis(System.currentTimeMillis() - 3_600_000);
        try (Stream<Path> all = Files.walk(project)) {
            for (Path other : (Iterable<Path>) all::iterator) {
                Files.setLastModifiedTime(other, past);
            }
        }
        Files.setLastModifiedTime(path, FileTime.fromMillis(past.toMillis() + 10_000));
    }

    private static Path write(Path path, String content) throws IOException {
        Files.createDirectories(path.resolve("..").normalize());
        return Files.writeString(path, content);
    }

    private static void executable(Path path, String content) throws IOException {
        assertThat(write(path, content).toFile().setExecutable(true)).isTrue();
    }
}
