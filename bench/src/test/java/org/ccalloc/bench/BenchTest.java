package org.ccalloc.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ChildProcess;
import org.ccalloc.bench.child.ClassPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

class BenchTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void runTellsWhatWasMeasuredOnTheTerminalInJsonAndInMarkdown() throws IOException {
        Path json = directory.resolve("bench.json");
        Path markdown = directory.resolve("bench.md");
        int status = run(
                "--backend",
                "mimalloc,java-unsafe",
                "--measure",
                "startup",
                "--rounds",
                "1",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString());
        assertThat(status).isIn(Bench.KEPT, Bench.MISSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("bench: about 1 min");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("first allocation: mimalloc to lwjgl");
        assertThat(markdown).content().contains("| first allocation | unsafe |", "sha256");
        Map<String, Object> report = JSON.std.mapFrom(Files.readString(json));
        assertThat(report)
                .containsEntry(
                        "command",
                        "./ccalloc bench --quick --backend mimalloc,java-unsafe --measure startup --rounds 1");
        // Classes of this build are in directories, which the JVM makes no cache of.
        assertThat(failures(report))
                .hasSize(2)
                .allSatisfy((contender, reason) -> assertThat(contender + ": " + reason)
                        .contains(", AOT cache: ")
                        .containsAnyOf("non-empty directory", "Cannot have"));
    }

    private static Map<String, String> failures(Map<String, Object> report) {
        Map<String, String> failures = new TreeMap<>();
        for (Map<?, ?> result : objects(report, "results")) {
            for (Map<?, ?> series : objects(result, "series")) {
                if (series.containsKey("failure")) {
                    failures.put(String.valueOf(series.get("contender")), String.valueOf(series.get("failure")));
                }
            }
        }
        return failures;
    }

    private static List<Map<?, ?>> objects(Map<?, ?> parent, String name) {
        List<Map<?, ?>> objects = new ArrayList<>();
        ((List<?>) requireNonNull(parent.get(name))).forEach(object -> objects.add((Map<?, ?>) object));
        return objects;
    }

    @Test
    void unknownBackendIsRefusedBeforeAnythingRuns() {
        assertThat(run("--backend", "jimalloc")).isEqualTo(Bench.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("name=jimalloc", "mimalloc");
    }

    @Test
    void jmhIsReachedFromAModulePath() throws ChildFailedException {
        String modulePath = String.join(
                File.pathSeparator,
                ClassPath.ofThisJvm().entries().stream().map(Path::toString).toList());
        String said = ChildProcess.run(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--module-path",
                                modulePath,
                                "--module",
                                "org.ccalloc.bench/org.ccalloc.bench.Bench",
                                "jmh",
                                "-l"),
                        Duration.ofMinutes(1))
                .output();
        assertThat(said).contains("org.ccalloc.bench.jmh.PairBenchmark.backend");
    }

    private int run(String... arguments) {
        return Bench.run(
                BenchOptions.parse(List.of(arguments)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
