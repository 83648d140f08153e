package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where the tests' random numbers come from: the system property {@code ccalloc.tck.seed} or, without it, a number that
 * is new in every JVM. A test that fails tells it.
 */
final class Seed {

    static final String PROPERTY = "ccalloc.tck.seed";

    private static final long FRESH = new SplittableRandom().nextLong() >>> 16;

    /** A test that needs random numbers. */
    @FunctionalInterface
    interface RandomTest {
        void run(RandomGenerator random);
    }

    private Seed() {}

    /**
     * Runs a test with numbers of its own.
     *
     * @param test the test
     * @throws AssertionError if it fails: the same, with the seed
     */
    static void run(RandomTest test) {
        long seed = value();
        try {
            test.run(new SplittableRandom(seed));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " [to repeat: " + settings(seed) + "]", e);
        }
    }

    /**
     * Makes sources of random numbers for threads.
     *
     * @param random where they come from
     * @param count how many
     * @return the sources
     */
    static List<RandomGenerator> split(RandomGenerator random, int count) {
        List<RandomGenerator> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add(new SplittableRandom(random.nextLong()));
        }
        return sources;
    }

    /** The other profile makes other requests of the same numbers. */
    private static String settings(long seed) {
        String settings = "-D" + PROPERTY + "=" + seed;
        return Profile.current() == Profile.QUICK
                ? settings
                : settings + " -D" + Profile.PROPERTY + "="
                        + Profile.current().name().toLowerCase(Locale.ROOT);
    }

    private static long value() {
        String text = System.getProperty(PROPERTY);
        if (text == null) {
            return FRESH;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed: " + PROPERTY + "=" + text + " (expected a whole number)", e);
        }
    }
}
