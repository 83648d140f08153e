package org.ccalloc.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ccalloc.bench.measure.Finding;
import org.ccalloc.bench.measure.Measurement;

/**
 * All that a run brought.
 *
 * @param command how to repeat it
 * @param started when it began
 * @param finished when it ended
 * @param environment where it took place
 * @param results what was measured, in that order
 */
public record Report(
        String command,
        Instant started,
        Instant finished,
        Map<String, String> environment,
        List<Measurement.Result> results) {

    /** What stands above the table of layers. */
    static final String LAYERS =
            "Where the time goes between C and our allocator, on the same mimalloc. The first three, multiplied, are about the whole: each is a median of its own.";

    /**
     * Whether all promises were kept, among those that were looked at.
     *
     * @return false if a bound was missed
     */
    public boolean keepsPromises() {
        return results.stream().flatMap(result -> result.findings().stream()).noneMatch(Finding::missed);
    }
}
