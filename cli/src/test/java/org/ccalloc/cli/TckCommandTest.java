package org.ccalloc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kit from the command line; the allocators are in JVMs of their own. */
class TckCommandTest {

    /** Breaks rule N01, and comes as a directory of classes. */
    private static final String ILL_NAMED = """
            public class IllNamed extends org.ccalloc.spi.AbstractCcAllocator {
                @Override public String name() { return "Ill Named"; }
                @Override protected long allocateBlock(long size) { return 0; }
                @Override protected long allocateAlignedBlock(long size, long alignment) { return 0; }
                @Override protected void freeBlock(long address, long size) {}
                @Override protected void freeUnsizedBlock(long address) {}
                @Override protected long usableBlockSize(long address) { return 0; }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void listsTheRules() {
        ToolRun run = ToolRun.here("tck", "--list");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "S01  | required ",
                        "T02  | stochastic (TRIM) ",
                        "Every power of two",
                        "C02  | optional (STATISTICS)")
                .doesNotContain("Q01", "L01", "N04");
    }

    @Test
    void succeedsIfTheRulesHoldAndWritesTheReports() {
        ToolRun run = ToolRun.here(
                "tck", "--backend", "mimalloc", "--rule", "N01,S04", "--seed", "7", "--report", directory.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("mimalloc: org.ccalloc.mimalloc.MimallocAllocator in ")
                .contains("profile quick, seed 7")
                .containsPattern("N01 +\\| required +\\| held +\\| name is of lower case letters")
                .contains("rules: 2 held, 0 failed, 0 skipped")
                .contains("report: " + directory.resolve("index.html"));
        assertThat(directory.resolve("index.html")).content().startsWith("<!DOCTYPE html>");
        assertThat(directory.resolve("report.json")).content().contains("\"held\" : 2");
    }

    @Test
    void failsIfARuleIsBrokenAndSaysAllThereIsToKnow() throws IOException {
        ToolRun run = ToolRun.here(
                "tck",
                "--backend",
                "Ill Named",
                "--classpath",
                illNamed().toString(),
                "--rule",
                "n01,n02",
                "--threads",
                "3",
                "--memory-budget",
                "16",
                "--seed",
                "7");
        assertThat(run.exitCode()).isOne();
        assertThat(run.out())
                .containsPattern("N01 +\\| required +\\| FAILED +\\| ")
                .containsPattern("N02 +\\| required +\\| held +\\| ")
                .contains("N01 does not hold: name is of lower case letters, digits and hyphens, and always the same.")
                .contains("    name: name=Ill Named (expected lower case letters, digits and hyphens)")
                .contains("what to check:  Is the name a constant")
                .contains("to repeat it:   ./ccalloc tck --backend 'Ill Named' --classpath " + directory)
                .contains(" --memory-budget 16 --threads 3 --seed 7 --rule N01")
                .endsWith("rules: 1 held, 1 failed (N01), 0 skipped" + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Missing required argument",
                "--list --backend mimalloc | mutually exclusive",
                "--backend mimaloc | backend: name=mimaloc (expected one of those found: java-unsafe, jemalloc, mimalloc, mock)",
                "--backend mimalloc --rule Z99 | rule: id=Z99 (expected S01, S02, ",
                "--backend mimalloc --classpath gone.jar | class path: entry=gone.jar does not exist",
                "--backend mimalloc --profile slow | profile: name=slow (expected quick or thorough)",
                "--backend mimalloc --time-limit 0 | time limit: seconds=0 (expected 1 or more)",
                "--backend mimalloc --memory-budget 7 | memory budget: MiB=7 (expected 8 or more)",
                "--backend mimalloc --threads 1 | threads: count=1 (expected 2 or more)",
                "--backend mimalloc --seed x | --seed",
                "--backend mimalloc --rule S01 --jvm-argument=-XX:NoSuchFlag | Unrecognized VM option 'NoSuchFlag'",
            })
    void saysWhyNothingCouldBeRun(String arguments, String message) {
        ToolRun run = ToolRun.here(("tck " + arguments).strip().split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("ccalloc: ").contains(message);
        assertThat(run.out()).isEmpty();
    }

    /** A test that fails under JUnit tells how to repeat it by a property. */
    @Test
    void takesSeedAndProfileFromTheirProperties() throws Exception {
        ToolRun run = ToolRun.inItsOwnJvm(
                List.of("-Dccalloc.tck.seed=77", "-Dccalloc.tck.profile=thorough"),
                "tck",
                "--backend",
                "mimalloc",
                "--rule",
                "N01");
        assertThat(run.out()).contains("profile thorough, seed 77");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void tellsHowFarItHasComeNowAndThen() {
        var err = new StringWriter();
        var progress = new TckProgress.Lines(new PrintWriter(err), 0);
        progress.progressed(1, 9, "A01_first", 4_000_000_000L);
        progress.progressed(2, 9, "A02_second", 5_000_000_000L);
        progress.progressed(3, 9, "A03_third", 9_000_000_000L);
        progress.close();
        assertThat(err.toString().lines()).containsExactly("tested 2 of 9: A02_second");
    }

    private Path illNamed() throws IOException {
        Path source = Files.writeString(directory.resolve("IllNamed.java"), ILL_NAMED);
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(CcAllocator.class.getName()), "IllNamed");
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-cp",
                        ChildJvm.rootOf(CcAllocator.class).toString(),
                        "-d",
                        directory.toString(),
                        source.toString());
        assertThat(status).isZero();
        return directory;
    }
}
