package org.ccalloc.bench.compare;

import java.util.Arrays;

/**
 * By what factor figures of one run differ from those of another.
 *
 * @param factor 1 if they do not; the estimate of Hodges and Lehmann: the median of the ratios of each figure of the one run to
 *     each of the other
 * @param low lower end of its confidence interval
 * @param high upper end of it
 * @param confidence of the interval, from 0 to 1; never less than 0.95, except where there are too few figures for that: then
 *     the interval is from the least to the greatest ratio
 */
public record Change(double factor, double low, double high, double confidence) {

    private static final double WANTED_CONFIDENCE = 0.95;

    /** What three rounds against three give. */
    private static final double LEAST_CONFIDENCE = 0.9;

    /**
     * Compares. The interval is the one that belongs to the test of Wilcoxon, Mann and Whitney, and needs no assumption about the
     * distribution but that the two differ by a factor (Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", 3rd
     * edition, 4.3).
     *
     * @param before figures above 0, one or more
     * @param after figures above 0, one or more
     * @return the change
     */
    public static Change of(double[] before, double[] after) {
        double[] ratios = Arrays.stream(after)
                .flatMap(later -> Arrays.stream(before).map(earlier -> later / earlier))
                .sorted()
                .toArray();
        int n = ratios.length;
        double factor = n % 2 == 1 ? ratios[n / 2] : Math.sqrt(ratios[n / 2 - 1] * ratios[n / 2]);
        double[] chances = chances(before.length, after.length);
        int left = 0;
        double outside = chances[0];
        while (2 * left + 1 < n && 2 * (outside + chances[left + 1]) <= 1 - WANTED_CONFIDENCE) {
            outside += chances[++left];
        }
        return new Change(factor, ratios[left], ratios[n - 1 - left], Math.max(0, 1 - 2 * outside));
    }

    /**
     * How likely each value of U is if there is no difference: of the number of pairs of a figure of the one run and a smaller one
     * of the other.
     */
    private static double[] chances(int m, int n) {
        // ways[j][u]: so many orders of the figures so far have u such pairs, j of the figures being of the second run.
        double[][] ways = new double[n + 1][m * n + 1];
        for (int i = 0; i <= m; i++) {
            double[][] next = new double[n + 1][m * n + 1];
            for (int j = 0; j <= n; j++) {
                for (int u = 0; u <= m * n; u++) {
                    boolean isFirst = i == 0 && j == 0 && u == 0;
                    double endsInFirstRun = isFirst ? 1 : ways[j][u];
                    double endsInSecondRun = j > 0 && u >= i ? next[j - 1][u - i] : 0;
                    next[j][u] = endsInFirstRun + endsInSecondRun;
                }
            }
            ways = next;
        }
        double all = Arrays.stream(ways[n]).sum();
        return Arrays.stream(ways[n]).map(count -> count / all).toArray();
    }

    /**
     * Whether there are enough figures to tell a change from chance.
     *
     * @return false for fewer than three on each side
     */
    public boolean isReliable() {
        return confidence >= LEAST_CONFIDENCE - 1e-9;
    }

    /**
     * Whether figures have become larger by more than chance and a bound allow.
     *
     * @param bound the factor from which on it matters, 1 or more
     * @return whether they have
     */
    public boolean isRise(double bound) {
        return isReliable() && low > 1 && factor > bound;
    }

    /**
     * Whether figures have become smaller by more than chance and a bound allow.
     *
     * @param bound the factor from which on it matters, 1 or more
     * @return whether they have
     */
    public boolean isFall(double bound) {
        return isReliable() && high < 1 && factor < 1 / bound;
    }
}
