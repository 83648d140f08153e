package org.ccalloc.tck;

/**
 * How much a test may take at once, where it is free to choose.
 *
 * @param memoryBudgetMib MiB in blocks that it writes to, 8 or more; tests that need more are skipped by name
 * @param threads threads that work at the same time, 2 or more
 */
public record Limits(long memoryBudgetMib, int threads) {

    /** 1 GiB and 8 threads. */
    public static final Limits DEFAULT = new Limits(1024, 8);

    /** System property, MiB: {@value}. */
    public static final String MEMORY_BUDGET_PROPERTY = "ccalloc.tck.memory-budget";

    /** System property: {@value}. */
    public static final String THREADS_PROPERTY = "ccalloc.tck.threads";

    /** Checks the values. */
    public Limits {
        if (memoryBudgetMib < 8 || memoryBudgetMib > Long.MAX_VALUE >> 20) {
            throw new IllegalArgumentException("memory budget: MiB=" + memoryBudgetMib + " (expected 8 or more)");
        }
        if (threads < 2) {
            throw new IllegalArgumentException("threads: count=" + threads + " (expected 2 or more)");
        }
    }

    /**
     * The limits of this process.
     *
     * @return what the properties say; the default for one that is not set
     * @throws IllegalArgumentException if one says what it cannot
     */
    public static Limits current() {
        return new Limits(
                number(MEMORY_BUDGET_PROPERTY, DEFAULT.memoryBudgetMib),
                Math.toIntExact(Math.min(number(THREADS_PROPERTY, DEFAULT.threads), Integer.MAX_VALUE)));
    }

    private static long number(String property, long otherwise) {
        String text = System.getProperty(property);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(property + ": value=" + text + " (expected a number)", e);
        }
    }
}
