package org.ccalloc.bench.measure;

import java.util.Arrays;

/**
 * The middle of some values and how far it can be trusted.
 *
 * @param count how many values
 * @param median their median
 * @param low lower end of the confidence interval of the median
 * @param high upper end of it
 * @param confidence of the interval, from 0 to 1; never less than 0.95, except where the count is too small for that:
 *     then the interval is from the least to the greatest value
 */
public record Spread(int count, double median, double low, double high, double confidence) {

    private static final double WANTED_CONFIDENCE = 0.95;

    /**
     * Looks at some values. The interval is the one between order statistics that needs no assumption about the
     * distribution: the chance that the true median lies outside the k-th least and the k-th greatest of n values is that
     * of fewer than k heads, or fewer than k tails, in n throws of a coin (David and Nagaraja, "Order Statistics", 2003,
     * section 7.1).
     *
     * @param values one or more values, in any order
     * @return their spread
     */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("spread: no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        int k = 1;
        while (confidence(n, k + 1) >= WANTED_CONFIDENCE) {
            k++;
        }
        return new Spread(n, median, sorted[k - 1], sorted[n - k], confidence(n, k));
    }

    /** The chance that the true median lies between the k-th least and the k-th greatest of n values. */
    private static double confidence(int n, int k) {
        if (2 * k > n + 1) {
            return 0;
        }
        double oneSide = 0;
        double chance = Math.pow(0.5, n);
        for (int heads = 0; heads < k; heads++) {
            oneSide += chance;
            chance = chance * (n - heads) / (heads + 1);
        }
        return Math.max(0, 1 - 2 * oneSide);
    }
}
