package org.ccalloc.bench.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of a contender gave.
 *
 * @param value the figure that is compared
 * @param details figures beside it, by name with unit, in the order to show them
 */
public record Figures(double value, Map<String, Double> details) {

    /**
     * Keeps a copy.
     *
     * @param value the figure that is compared
     * @param details figures beside it
     */
    public Figures {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
