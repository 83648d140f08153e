package org.ccalloc.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccalloc.bench.measure.Figures;
import org.ccalloc.bench.measure.Measurement;
import org.ccalloc.bench.measure.Series;
import org.ccalloc.bench.report.JsonReport;
import org.ccalloc.bench.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    @TempDir
    private Path directory;

    private Path write(String name, String cpu, Series... series) throws IOException {
        Report report = new Report(
                "./ccalloc bench",
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of("cpu", cpu, "load", name),
                List.of(new Measurement.Result("pairs", "What was done.", List.of(series), List.of())));
        return Files.writeString(directory.resolve(name), JsonReport.of(report));
    }

    private static Series series(String contender, String unit, double... values) {
        return new Series(
                "pair 64",
                contender,
                unit,
                Arrays.stream(values)
                        .mapToObj(value -> new Figures(value, Map.of()))
                        .toList(),
                Optional.empty());
    }

    @Test
    void whatBecameSlowerThanCIsARegression() throws IOException {
        Path before = write(
                "before",
                "one",
                series("mimalloc", "ns", 10, 11, 12),
                series("jemalloc", "ns", 20, 21, 22),
                series("C on mimalloc", "ns", 5, 5.5, 6));
        Path after = write(
                "after",
                "one",
                series("mimalloc", "ns", 15, 16, 17),
                series("jemalloc", "ns", 20, 21, 22),
                series("C on mimalloc", "ns", 5, 5.5, 6));
        Comparison comparison = Comparison.of(before, after, 1.1);
        assertThat(comparison.hasRegressed()).isTrue();
        assertThat(comparison.text())
                .containsPattern("pairs: pair 64 \\| mimalloc .*WORSE")
                .containsPattern("pairs: pair 64 \\| jemalloc .*same")
                .contains("3 compared: 1 worse, 0 better")
                .doesNotContain("environment differs");
        assertThat(Comparison.of(before, after, 1.6).hasRegressed()).isFalse();
        assertThat(Comparison.of(after, before, 1.1).text()).contains("1 better");
    }

    @Test
    void aMachineThatBecameSlowerIsNone() throws IOException {
        Path before =
                write("before", "one", series("mimalloc", "ns", 10, 11, 12), series("C on mimalloc", "ns", 5, 5.5, 6));
        Path after = write(
                "after", "other", series("mimalloc", "ns", 20, 22, 24), series("C on mimalloc", "ns", 10, 11, 12));
        Comparison comparison = Comparison.of(before, after, 1.1);
        assertThat(comparison.text())
                .contains("environment differs: cpu: one; now other")
                .containsPattern("\\| mimalloc .*same");
        assertThat(comparison.hasRegressed()).isFalse();
    }

    @Test
    void threadsAreComparedWithAsManyInC() throws IOException {
        Series[] series = {
            series("mimalloc, 2 threads", "ns", 10, 11, 12),
            series("C on mimalloc, 1 thread", "ns", 1, 1, 1),
            series("C on mimalloc, 2 threads", "ns", 5, 5.5, 6)
        };
        SavedRun run = SavedRun.read(write("run", "one", series));
        assertThat(run.inUnitsOfC(new SavedRun.Key("pairs", "pair 64", "mimalloc, 2 threads", "ns")))
                .hasValueSatisfying(multiples -> assertThat(multiples).containsExactly(2, 2, 2));
    }

    @Test
    void whatIsNoTimeAndNoMemoryIsNotJudged() throws IOException {
        Path before = write("before", "one", series("java-unsafe", "%", 50, 51, 52), series("mimalloc", "B", 0, 0, 0));
        Path after = write("after", "one", series("java-unsafe", "%", 90, 91, 92), series("mimalloc", "B", 0, 0, 5));
        assertThat(Comparison.of(before, after, 1.1).hasRegressed()).isFalse();
    }

    @Test
    void whatCannotBeComparedIsRefused() throws IOException {
        Path run = write("run", "one", series("mimalloc", "ns", 10));
        Path other = write("other", "one", series("jemalloc", "ns", 10));
        Path text = Files.writeString(directory.resolve("text"), "mimalloc 10 ns");
        Path foreign = Files.writeString(directory.resolve("foreign"), "{\"format\": \"other\"}");
        Path later = Files.writeString(
                directory.resolve("later"),
                Files.readString(run).replace("\"formatVersion\" : 1", "\"formatVersion\" : 99"));
        Path cut = Files.writeString(
                directory.resolve("cut"), Files.readString(run).substring(0, 300));
        assertRefused(run, directory.resolve("none"), "does not exist");
        assertRefused(run, text, "it is none");
        assertRefused(run, cut, "it is none");
        assertRefused(foreign, run, "format=other");
        assertRefused(run, later, "formatVersion=99");
        assertRefused(run, other, "no figures of the same contender");
        assertThatThrownBy(() -> Comparison.of(run, run, 0.5)).hasMessage("compare: bound=0.5 (expected 1 or more)");
    }

    private static void assertRefused(Path before, Path after, String why) {
        assertThatThrownBy(() -> Comparison.of(before, after, 1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
