package org.ccalloc.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccalloc.bench.measure.Finding;
import org.ccalloc.bench.measure.Measurement;

/** The report for a page. A page that has two markers gets it between them and keeps the rest. */
public final class MarkdownReport {

    static final String BEGIN = "<!-- results begin: written by ccalloc bench --markdown -->";
    static final String END = "<!-- results end -->";

    private MarkdownReport() {}

    /**
     * Writes the report into a file.
     *
     * @param report what to write
     * @param file a page with markers, which stays as it is around them; or a file to be created or overwritten
     * @throws IOException if it cannot be read or written
     */
    public static void write(Report report, Path file) throws IOException {
        String page = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, insert(of(report), page));
    }

    static String insert(String results, String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END, Math.max(begin, 0));
        return begin < 0 || end < 0
                ? results
                : page.substring(0, begin + BEGIN.length()) + "\n\n" + results + "\n" + page.substring(end);
    }

    static String of(Report report) {
        List<Finding> promised = report.results().stream()
                .flatMap(result -> result.findings().stream())
                .filter(finding -> finding.bound().isPresent())
                .toList();
        StringBuilder text = new StringBuilder();
        text.append("Run on ")
                .append(report.started().toString(), 0, 10)
                .append(" by `")
                .append(report.command());
        text.append("`.\n\n");
        report.environment()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        if (!promised.isEmpty()) {
            text.append("\n### Promises\n\n").append(Table.ofFindings(promised).markdown());
        }
        for (Measurement.Result result : report.results()) {
            text.append("\n### ").append(result.measure()).append("\n\n").append(result.explanation());
            text.append("\n\n").append(Table.ofSeries(result).markdown());
            List<Finding> others = result.findings().stream()
                    .filter(finding -> finding.bound().isEmpty())
                    .toList();
            if (!others.isEmpty()) {
                text.append('\n').append(Table.ofFindings(others).markdown());
            }
            if (!result.layers().isEmpty()) {
                text.append('\n').append(Report.LAYERS).append("\n\n");
                text.append(Table.ofFindings(result.layers()).markdown());
            }
        }
        return text.toString();
    }
}
