package org.ccalloc.bench.sampling;

import java.util.stream.IntStream;

/**
 * Whether figures still become smaller: the test of Mann and Kendall, which compares each with those after it and needs no assumption
 * about their distribution. If the warm-up is over, all orders of them are equally likely.
 *
 * @param falls how many pairs have the smaller figure later, less those that have it earlier
 * @param chance how likely so many are, or more, if there is no trend
 */
public record Trend(int falls, double chance) {

    /** Below this chance one speaks of a trend; as often, there seems to be one where there is none. */
    private static final double SIGNIFICANT = 0.05;

    /**
     * Looks at figures.
     *
     * @param values in the order of time
     * @return their trend
     */
    public static Trend of(double... values) {
        int falls = 0;
        for (int later = 1; later < values.length; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                falls += Double.compare(values[earlier], values[later]);
            }
        }
        return new Trend(falls, chanceOf(falls, values.length));
    }

    /**
     * The chance of so many falls or more. Of the orders of n values, each of the i places at which the i-th can stand among those before
     * adds 0 to i - 1 pairs that fall: counted by the sum of pairs.
     */
    private static double chanceOf(int falls, int n) {
        int pairs = n * (n - 1) / 2;
        double[] orders = new double[pairs + 1];
        orders[0] = 1;
        for (int i = 2; i <= n; i++) {
            double[] with = new double[pairs + 1];
            for (int sum = 0; sum <= pairs; sum++) {
                for (int added = 0; added < i && added <= sum; added++) {
                    with[sum] += orders[sum - added] / i;
                }
            }
            orders = with;
        }
        int least = (int) Math.ceil((falls + pairs) / 2.0);
        double[] chances = orders;
        return IntStream.rangeClosed(Math.clamp(least, 0, pairs), pairs)
                .mapToDouble(sum -> chances[sum])
                .sum();
    }

    /**
     * Whether the figures became smaller, most likely not by chance.
     *
     * @return false also if there are too few to tell
     */
    public boolean isFalling() {
        return chance < SIGNIFICANT;
    }
}
