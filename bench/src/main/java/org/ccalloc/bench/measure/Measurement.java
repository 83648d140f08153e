package org.ccalloc.bench.measure;

import java.util.List;

/** Something that can be measured. */
public interface Measurement {

    /**
     * How long it takes.
     *
     * @return milliseconds
     */
    long expectedMillis();

    /**
     * Measures.
     *
     * @param progress is told
     * @return what came out
     */
    Result run(Progress progress);

    /**
     * What came out.
     *
     * @param measure the measure's name
     * @param explanation what was done, in a sentence or two
     * @param series the figures
     * @param findings what follows from them
     * @param layers where the time goes between C and our allocator, bottom first; empty if nobody looked
     */
    record Result(
            String measure, String explanation, List<Series> series, List<Finding> findings, List<Finding> layers) {

        /**
         * Keeps copies.
         *
         * @param measure the measure's name
         * @param explanation what was done
         * @param series the figures
         * @param findings what follows from them
         * @param layers where the time goes
         */
        public Result {
            series = List.copyOf(series);
            findings = List.copyOf(findings);
            layers = List.copyOf(layers);
        }

        /**
         * Without layers.
         *
         * @param measure the measure's name
         * @param explanation what was done
         * @param series the figures
         * @param findings what follows from them
         */
        public Result(String measure, String explanation, List<Series> series, List<Finding> findings) {
            this(measure, explanation, series, findings, List.of());
        }
    }
}
