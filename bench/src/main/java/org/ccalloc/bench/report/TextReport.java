package org.ccalloc.bench.report;

import org.ccalloc.bench.measure.Measurement;

/** The report for a terminal. */
public final class TextReport {

    private TextReport() {}

    /**
     * One measurement, as soon as it has been made.
     *
     * @param result what came out
     * @return lines of text
     */
    public static String of(Measurement.Result result) {
        StringBuilder text = new StringBuilder("\n")
                .append(result.measure())
                .append("\n")
                .append(result.explanation())
                .append("\n")
                .append(Table.ofSeries(result).text());
        if (!result.findings().isEmpty()) {
            text.append(Table.ofFindings(result.findings()).text());
        }
        if (!result.layers().isEmpty()) {
            text.append(Report.LAYERS)
                    .append("\n")
                    .append(Table.ofFindings(result.layers()).text());
        }
        return text.toString();
    }
}
