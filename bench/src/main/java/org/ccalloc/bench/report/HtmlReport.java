package org.ccalloc.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report as one page that needs nothing else: the JSON of {@link JsonReport}, Chart.js, and a script that draws the one
 * with the other.
 */
public final class HtmlReport {

    /** Unpacked by the build. */
    private static final String CHARTS = "chart.umd.js";

    private static final Pattern PLACE = Pattern.compile("@@([A-Z]+)@@");

    private HtmlReport() {}

    /**
     * Writes it.
     *
     * @param report what to write
     * @return a page
     */
    public static String of(Report report) {
        Map<String, String> parts = Map.of(
                "STYLE",
                resource("report.css"),
                "FIGURES",
                inScript(JsonReport.of(report)),
                "CHARTS",
                // The map is not there.
                resource(CHARTS).replaceAll("//# sourceMappingURL=.*", ""),
                "SCRIPT",
                resource("report.js"));
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }

    /** What is in quotes in JSON may hold anything, an end of the script too. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "report: resource=" + name + " is missing (expected in the jar of bench)");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
