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
     */
    record Result(String measure, String explanation, List<Series> series, List<Finding> findings) {

        /**
         * Keeps copies.
         *
         * @param measure the measure's name
         * @param explanation what was done
         * @param series the figures
         * @param findings what follows from them
         */
        public Result {
            series = List.copyOf(series);
            findings = List.copyOf(findings);
        }
    }
}
