package org.ccalloc.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ccalloc.bench.measure.Figures;
import org.ccalloc.bench.measure.Finding;
import org.ccalloc.bench.measure.Measurement;
import org.ccalloc.bench.measure.Series;
import org.ccalloc.bench.measure.Spread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

class ReportTest {

    private static final Report REPORT = report(2.4);

    @TempDir
    private Path directory;

    private static Report report(double ratio) {
        List<Series> series = List.of(
                new Series(
                        "pair 64",
                        "mimalloc",
                        "ns",
                        List.of(new Figures(4.8, Map.of("cpuNanos", 4.7)), new Figures(5.2, Map.of("cpuNanos", 5.1))),
                        Optional.empty()),
                new Series("pair 64", "C on mimalloc", "ns", List.of(), Optional.of("no C compiler")));
        Finding finding = new Finding(
                "pair 64: mimalloc to C on mimalloc",
                "times",
                Spread.of(ratio),
                OptionalDouble.of(2.3),
                OptionalDouble.of(2.2));
        Finding layer = new Finding(
                "the loop in Java", "times", Spread.of(ratio), OptionalDouble.empty(), OptionalDouble.empty());
        return new Report(
                "./ccalloc bench --quick",
                Instant.parse("2026-11-21T10:00:00Z"),
                Instant.parse("2026-11-21T10:05:00Z"),
                Map.of("cpu", "a processor"),
                List.of(new Measurement.Result("pairs", "What was done.", series, List.of(finding), List.of(layer))));
    }

    @Test
    void jsonHoldsEveryFigureOfEveryRound() throws IOException {
        Map<String, Object> root = JSON.std.mapFrom(JsonReport.of(REPORT));
        assertThat(root).containsEntry("command", "./ccalloc bench --quick").containsEntry("formatVersion", 1);
        assertThat(String.valueOf(root.get("results")))
                .contains("rounds=[4.8, 5.2]", "cpuNanos=5.1", "failure=no C compiler")
                .contains(
                        "median=5.0, low=4.8, high=5.2",
                        "median=2.4",
                        "bound=2.2",
                        "missed=true",
                        "processorTimeMedian=2.3");
    }

    @Test
    void promiseMissedIsToldEverywhere() {
        assertThat(REPORT.keepsPromises()).isFalse();
        assertThat(report(2.2).keepsPromises()).isTrue();
        assertThat(TextReport.of(REPORT.results().getFirst())).contains("MISSED", "no C compiler");
        assertThat(MarkdownReport.of(REPORT)).contains("| at most 2.20 | MISSED |", "| no C compiler |");
    }

    @Test
    void whereTheTimeGoesIsToldEverywhere() throws IOException {
        assertThat(TextReport.of(REPORT.results().getFirst())).contains("Where the time goes", "the loop in Java");
        assertThat(MarkdownReport.of(REPORT)).contains("Where the time goes", "| the loop in Java | 2.40 |");
        assertThat(String.valueOf(JSON.std.mapFrom(JsonReport.of(REPORT)).get("results")))
                .contains("layers=[{what=the loop in Java");
        assertThat(HtmlReport.of(REPORT)).contains("the loop in Java");
    }

    @Test
    void markdownGoesBetweenTheMarkersOfAPage() throws IOException {
        Path page = directory.resolve("BENCHMARKS.md");
        Files.writeString(page, "before\n" + MarkdownReport.BEGIN + "\nold\n" + MarkdownReport.END + "\nafter\n");
        MarkdownReport.write(REPORT, page);
        String once = Files.readString(page);
        assertThat(once)
                .startsWith("before\n")
                .endsWith("\nafter\n")
                .contains("pair 64")
                .doesNotContain("old");
        MarkdownReport.write(REPORT, page);
        assertThat(page).hasContent(once);
    }

    @Test
    void markdownIsAPageOfItsOwnElsewhere() throws IOException {
        Path page = directory.resolve("results.md");
        MarkdownReport.write(REPORT, page);
        assertThat(page).hasContent(MarkdownReport.of(REPORT));
    }

    @Test
    void numbersHaveThreeDigitsThatMeanSomething() {
        assertThat(List.of(
                        Table.number(218.4),
                        Table.number(13.84),
                        Table.number(2.704),
                        Table.number(0.2249),
                        Table.number(0)))
                .containsExactly("218", "13.8", "2.70", "0.225", "0.00");
    }

    @Test
    void aPageHoldsAllThatItNeeds() throws IOException {
        String page = HtmlReport.of(REPORT);
        assertThat(page)
                .contains("Chart.js v", "document.getElementById(\"figures\")", ".charts {")
                .doesNotContain("@@")
                .doesNotContainPattern("(src|href)=\"[^\"]*//")
                .doesNotContain("sourceMappingURL");
        String json = page.substring(page.indexOf("id=\"figures\">") + 14);
        assertThat(JSON.std.mapFrom(json.substring(0, json.indexOf("</script>"))))
                .isEqualTo(JSON.std.mapFrom(JsonReport.of(REPORT)));
    }

    @Test
    void whatAContenderSaysCannotEndTheScriptOfAPage() {
        Series series = new Series("pair 64", "odd", "ns", List.of(), Optional.of("</script><b>$1 @@STYLE@@"));
        Report odd = new Report(
                "./ccalloc bench",
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                List.of(new Measurement.Result("pairs", "What was done.", List.of(series), List.of())));
        assertThat(HtmlReport.of(odd)).doesNotContain("</script><b>").contains("\\u003c/script>\\u003cb>$1 @@STYLE@@");
    }
}
