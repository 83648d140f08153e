package org.ccalloc.bench.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run of a contender gave.
 *
 * @param value the figure that is compared
 * @param details figures beside it, by name with unit, in the order to show them
 * @param samples what it was made of, by name with unit, in the order of time; for those who want to look closer
 */
public record Figures(double value, Map<String, Double> details, Map<String, List<Double>> samples) {

    /**
     * Keeps a copy.
     *
     * @param value the figure that is compared
     * @param details figures beside it
     * @param samples what it was made of
     */
    public Figures {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        samples = Collections.unmodifiableMap(new LinkedHashMap<>(samples));
    }

    /**
     * Without samples.
     *
     * @param value the figure that is compared
     * @param details figures beside it
     */
    public Figures(double value, Map<String, Double> details) {
        this(value, details, Map.of());
    }
}
