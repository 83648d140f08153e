package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Finds a small part of a list that fails as the whole does: {@code ddmin} (Zeller and Hildebrandt, "Simplifying and
 * Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002). In the end no single element can be left out, unless time
 * ran out before.
 */
final class DeltaDebugging {

    private DeltaDebugging() {}

    /**
     * Makes a list smaller.
     *
     * @param failing a list that fails
     * @param fails whether a part of it does
     * @param isSpent whether to be content with what there is
     * @param <T> what is in the list
     * @return a part of it that fails, in the same order
     */
    static <T> List<T> minimize(List<T> failing, Predicate<List<T>> fails, BooleanSupplier isSpent) {
        List<T> smallest = failing;
        int parts = 2;
        int first = 0;
        int inVain = 0;
        while (smallest.size() > 1 && !isSpent.getAsBoolean()) {
            parts = Math.min(parts, smallest.size());
            List<T> rest = without(smallest, first % parts, parts);
            if (fails.test(rest)) {
                smallest = rest;
                parts = Math.max(2, parts - 1);
                inVain = 0;
                // Goes on where it is: what comes before has just been tried.
                first = first % parts;
            } else {
                first++;
                inVain++;
            }
            if (inVain >= parts) {
                if (parts >= smallest.size()) {
                    return smallest;
                }
                parts *= 2;
                first = 0;
                inVain = 0;
            }
        }
        return smallest;
    }

    private static <T> List<T> without(List<T> list, int part, int parts) {
        int from = (int) ((long) list.size() * part / parts);
        int to = (int) ((long) list.size() * (part + 1) / parts);
        var rest = new ArrayList<>(list.subList(0, from));
        rest.addAll(list.subList(to, list.size()));
        return rest;
    }
}
