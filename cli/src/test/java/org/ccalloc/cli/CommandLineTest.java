package org.ccalloc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ccalloc.bench.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-V", "--version"})
    void tellsItsVersion(String option) {
        ToolRun run = ToolRun.here(option);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("ccalloc ").contains("Java " + Runtime.version());
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void explainsItself(String option) {
        ToolRun tool = ToolRun.here(option);
        assertThat(tool.exitCode()).isZero();
        assertThat(tool.out()).contains("backends", "demo");
        ToolRun demo = ToolRun.here("demo", option);
        assertThat(demo.exitCode()).isZero();
        assertThat(demo.out()).contains("--backend=NAME", "--quick", "--readers=N", "FILE", "--stacktrace");
        String bench = ToolRun.here("bench", option).out();
        assertThat(bench).contains("--measure=WHAT", "--full", "--json=FILE");
        assertThat(Measure.values())
                .allSatisfy(measure -> assertThat(bench).containsPattern("\\b" + measure.word() + "\\b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demos | Did you mean: ccalloc demo",
                "demos | See: ccalloc --help",
                "--versoin | Possible solutions: --version",
                "demo --quik | See: ccalloc demo --help",
                "demo --quik | Possible solutions: --quick",
                "demo --readers many | --readers",
                "demo --readers 0 | readers=0 (expected 1 to 256)",
                "demo --top -1 | mostFrequentWords=-1 (expected 0 or more)",
                "bench --measure pears | measure=pears (expected pairs,operations",
                "bench --quick --full | mutually exclusive",
                "bench --rounds 0 | rounds=0 (expected 1 or more)",
                "record -- true | Missing required option: '--output=TRACE'",
                "record -o trace | Missing required parameter: 'COMMAND'",
                "replay | Missing required parameter: 'TRACE'",
                "replay t --threads some | threads=some (expected fold or keep)",
                "replay t --rounds 0 | rounds=0 (expected 1 or more)",
                "'' | Missing required subcommand",
            })
    void saysWhatItDidNotUnderstand(String arguments, String message) {
        ToolRun run = ToolRun.here(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("ccalloc: ").contains(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void listsTheExamplesThatThereAre() throws IOException {
        String listed = ToolRun.here("example", "--help").out();
        String refused = ToolRun.here("example", "pear").err();
        try (Stream<Path> folders = Files.list(Path.of("../examples"))) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("jvm.options")))
                            .map(folder -> folder.getFileName().toString()))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(name -> {
                        assertThat(listed).containsPattern("(?m)^ +" + name + " ");
                        assertThat(refused).contains(name);
                    });
        }
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Path missing = directory.resolve("missing");
        ToolRun run = ToolRun.here("demo", missing.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "ccalloc: file: name=" + missing + " does not exist (expected a file that can be read)");
        assertThat(ToolRun.here("demo", directory.toString()).err()).contains("is a directory");
    }

    @Test
    void countsTheWordsOfFiles() throws IOException {
        Path words = Files.writeString(directory.resolve("words"), "to be or not to be, that is the question: to");
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, 0, (byte) 0xc2, (byte) 0x9b});
        Path empty = Files.createFile(directory.resolve("empty"));

        ToolRun run = ToolRun.here("demo", words.toString(), bytes.toString(), empty.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("3 files, 0.0 kB")
                .containsPattern("to +\\| +3 \\| +1")
                .contains("13 words, 10 of them different")
                .contains("every block came back: currentAllocated = 0")
                .contains("resident memory: ")
                .doesNotContain("\u009b");
    }

    @Test
    void listsBackendsAndSucceedsIfOneIsChosen() {
        ToolRun run = ToolRun.here("backends");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("chosen: mimalloc")
                .contains("why: ", "jemalloc (priority 200)", "library: ", "version: ", "sha256: ");
    }

    @Test
    void showsWhatMemoryTheChosenBackendHolds() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(
                List.of("--enable-native-access=org.ccalloc.spi", "--sun-misc-unsafe-memory-access=allow"),
                "backends",
                "--verbose",
                "--backend",
                "java-unsafe");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("chosen: java-unsafe", "arena 1: 4 MiB at 0x", "slabs: ", "large blocks: ");
    }
}
