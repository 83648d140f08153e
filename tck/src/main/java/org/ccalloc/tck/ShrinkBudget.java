package org.ccalloc.tck;

import java.time.Duration;

/** How long to look for a smaller sequence. A sequence that is not the smallest is still worth reading. */
final class ShrinkBudget {

    private final int runLimit;
    private final long deadlineNanos;
    private int runs;

    ShrinkBudget(int runLimit, Duration time) {
        this.runLimit = runLimit;
        this.deadlineNanos = System.nanoTime() + time.toNanos();
    }

    /** Counts a run. */
    void spendRun() {
        runs++;
    }

    int runs() {
        return runs;
    }

    boolean isSpent() {
        return runs >= runLimit || System.nanoTime() - deadlineNanos >= 0;
    }
}
