package org.ccalloc.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.measure.Figures;
import org.ccalloc.bench.measure.Finding;
import org.ccalloc.bench.measure.Measurement;
import org.ccalloc.bench.measure.Series;
import org.ccalloc.bench.measure.Spread;
import tools.jackson.jr.ob.JSON;

/** The report for programs; every figure of every round is in it. */
public final class JsonReport {

    /** What the file says that it is. */
    public static final String FORMAT = "ccalloc-bench";

    /** Rises when a reader of the format before would read it wrongly. */
    public static final int FORMAT_VERSION = 1;

    private JsonReport() {}

    /**
     * Writes it.
     *
     * @param report what to write
     * @return a JSON object
     */
    public static String of(Report report) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("formatVersion", FORMAT_VERSION);
        root.put("command", report.command());
        root.put("started", report.started().toString());
        root.put("finished", report.finished().toString());
        root.put("environment", report.environment());
        root.put("results", report.results().stream().map(JsonReport::result).toList());
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(root) + "\n";
    }

    private static Map<String, Object> result(Measurement.Result result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("measure", result.measure());
        object.put("explanation", result.explanation());
        object.put("series", result.series().stream().map(JsonReport::series).toList());
        object.put(
                "findings", result.findings().stream().map(JsonReport::finding).toList());
        if (!result.layers().isEmpty()) {
            object.put(
                    "layers", result.layers().stream().map(JsonReport::finding).toList());
        }
        return object;
    }

    private static Map<String, Object> series(Series series) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("workload", series.workload());
        object.put("contender", series.contender());
        object.put("unit", series.unit());
        List<Figures> rounds = series.rounds();
        if (!rounds.isEmpty()) {
            putSpread(object, Spread.of(series.values()));
        }
        object.put("rounds", rounds.stream().map(Figures::value).toList());
        if (!rounds.isEmpty() && !rounds.getFirst().details().isEmpty()) {
            object.put("details", rounds.stream().map(Figures::details).toList());
        }
        if (!rounds.isEmpty() && !rounds.getFirst().samples().isEmpty()) {
            object.put("samples", rounds.stream().map(Figures::samples).toList());
        }
        series.failure().ifPresent(reason -> object.put("failure", reason));
        return object;
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        Spread spread = finding.spread();
        object.put("what", finding.what());
        object.put("unit", finding.unit());
        object.put("rounds", spread.count());
        putSpread(object, spread);
        finding.processorTime().ifPresent(median -> object.put("processorTimeMedian", median));
        finding.bound().ifPresent(bound -> {
            object.put("bound", bound);
            object.put("missed", finding.missed());
        });
        return object;
    }

    private static void putSpread(Map<String, Object> object, Spread spread) {
        object.put("median", spread.median());
        object.put("low", spread.low());
        object.put("high", spread.high());
        object.put("confidence", spread.confidence());
    }
}
