package org.ccalloc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on settings of the JVM, each in one of its own. */
class SettingsTest {

    private static final String NATIVE_ACCESS = "--enable-native-access=org.ccalloc.spi";

    @TempDir
    private Path directory;

    private String file = "";

    @BeforeEach
    void writeText() throws Exception {
        file = Files.writeString(directory.resolve("text"), "a rose is a rose is a rose")
                .toString();
    }

    @Test
    void runsOnTheBackendOfTheOption() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(
                List.of(NATIVE_ACCESS, "-Dccalloc.backend=mimalloc"), "demo", "--backend", "jemalloc", file);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("backend: jemalloc").containsPattern("rose +\\| +3");
    }

    @Test
    void runsOnTheBackendOfTheProperty() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS, "-Dccalloc.backend=jemalloc"), "demo", file);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("backend: jemalloc");
    }

    @Test
    void aMisspeltBackendIsOneLineThatListsThose() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS), "demo", "--backend", "mimaloc", file);
        assertThat(run.exitCode()).isOne();
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().contains("name=mimaloc", "mimalloc", "jemalloc");
    }

    @Test
    void backendsFailsIfNoneIsChosenAndStillLists() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS), "backends", "--backend", "mimaloc");
        assertThat(run.exitCode()).isOne();
        assertThat(run.out()).startsWith("chosen: none").contains("name=mimaloc", "jemalloc (priority 200)");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void backendsFailsIfAnotherSettingIsWrong() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS, "-Dccalloc.stats=maybe"), "backends");
        assertThat(run.exitCode()).isOne();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .isEqualTo("ccalloc: statistics: ccalloc.stats=maybe (expected true or false)");
    }

    @Test
    void deniedNativeAccessNamesTheFlag() throws Exception {
        ToolRun run =
                ToolRun.inItsOwnJvm(List.of("--illegal-native-access=deny"), "demo", "--backend", "mimalloc", file);
        assertThat(run.exitCode()).isOne();
        assertThat(run.err().lines()).singleElement().asString().contains(NATIVE_ACCESS);
    }

    @Test
    void theStackTraceIsThereForTheAsking() throws Exception {
        List<String> byProperty = List.of(NATIVE_ACCESS, "-Dccalloc.stacktrace=true");
        assertThat(ToolRun.inItsOwnJvm(byProperty, "demo", "--backend", "x", file)
                        .err())
                .contains("\tat org.ccalloc.spi");
        assertThat(ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS), "demo", "--stacktrace", "--backend", "x", file)
                        .err())
                .contains("\tat org.ccalloc.spi");
    }

    @Test
    void aBarOnATerminal() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS, "-Dccalloc.terminal=true"), "demo", file);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("indexing 100%").doesNotContain("WARNING");
        ToolRun silent =
                ToolRun.inItsOwnJvm(List.of(NATIVE_ACCESS, "-Dccalloc.terminal=true"), "demo", "--no-progress", file);
        assertThat(silent.err()).isEmpty();
    }
}
