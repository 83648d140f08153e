package org.ccalloc.bench.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ccalloc.bench.measure.Finding;
import org.ccalloc.bench.measure.Measurement;
import org.ccalloc.bench.measure.Series;
import org.ccalloc.bench.measure.Spread;

/**
 * A table for people.
 *
 * @param heads the heads of the columns
 * @param textColumns how many columns, from the left, hold words and not numbers
 * @param rows as many cells each as there are heads
 */
public record Table(List<String> heads, int textColumns, List<List<String>> rows) {

    private static final String NOTHING = "";

    /**
     * The figures of a measurement.
     *
     * @param result the measurement
     * @return a row for each series; a column for each detail
     */
    static Table ofSeries(Measurement.Result result) {
        List<String> details = result.series().stream()
                .flatMap(series -> series.rounds().stream())
                .flatMap(figures -> figures.details().keySet().stream())
                .distinct()
                .toList();
        TreeSet<String> units = new TreeSet<>();
        result.series().forEach(series -> units.add(series.unit()));
        List<String> heads = new ArrayList<>(List.of("workload", "contender", String.join(", ", units), "interval"));
        heads.addAll(details);
        List<List<String>> rows = new ArrayList<>();
        for (Series series : result.series()) {
            List<String> row = new ArrayList<>(List.of(series.workload(), series.contender()));
            if (series.rounds().isEmpty()) {
                row.add(series.failure().orElse("no figures"));
                row.add(NOTHING);
            } else {
                Spread spread = Spread.of(series.values());
                row.add(number(spread.median()) + (series.failure().isPresent() ? " until it failed" : ""));
                row.add(interval(spread));
            }
            details.forEach(detail -> row.add(median(series, detail)));
            rows.add(row);
        }
        return new Table(heads, 2, rows);
    }

    /**
     * What follows from the figures.
     *
     * @param findings of one measurement or of several
     * @return a row for each
     */
    static Table ofFindings(List<Finding> findings) {
        List<List<String>> rows = findings.stream()
                .map(finding -> List.of(
                        finding.what(),
                        number(finding.spread().median()),
                        interval(finding.spread()),
                        finding.unit(),
                        optional("", finding.processorTime()),
                        optional("at most ", finding.bound()),
                        finding.bound().isEmpty() ? NOTHING : finding.missed() ? "MISSED" : "kept"))
                .toList();
        return new Table(List.of("finding", "median", "interval", "unit", "in CPU time", "bound", "verdict"), 1, rows);
    }

    private static String median(Series series, String detail) {
        double[] values = series.details(detail);
        return values.length == 0 ? NOTHING : number(Spread.of(values).median());
    }

    private static String optional(String words, OptionalDouble value) {
        return value.isPresent() ? words + number(value.getAsDouble()) : NOTHING;
    }

    private static String interval(Spread spread) {
        return spread.count() == 1 ? NOTHING : number(spread.low()) + " to " + number(spread.high());
    }

    /**
     * Three digits that mean something.
     *
     * @param value a figure
     * @return the text
     */
    public static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 || size == 0 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * For a terminal.
     *
     * @return lines, each with its end
     */
    public String text() {
        List<ColumnData<List<String>>> columns = IntStream.range(0, heads.size())
                .mapToObj(i -> new Column()
                        .header(heads.get(i))
                        .dataAlign(i < textColumns ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT)
                        .maxWidth(90)
                        .with((List<String> row) -> row.get(i)))
                .toList();
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, rows, columns) + "\n";
    }

    /**
     * For a page.
     *
     * @return lines, each with its end
     */
    String markdown() {
        Stream<String> alignment = IntStream.range(0, heads.size()).mapToObj(i -> i < textColumns ? "---" : "---:");
        StringBuilder text = new StringBuilder();
        Stream.concat(Stream.of(heads, alignment.toList()), rows.stream())
                .forEach(
                        row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }
}
