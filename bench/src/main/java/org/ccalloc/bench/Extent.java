package org.ccalloc.bench;

import java.util.List;
import org.ccalloc.bench.sampling.Sampling;

/** How thorough a run is. */
public enum Extent {

    /** Six minutes, if nothing else is asked for; less memory. */
    QUICK,

    /** All operations, the amounts of memory that the promises name, all programs, more rounds: some hours. */
    FULL;

    /** How often a contender runs at what something is promised about. */
    int rounds() {
        return this == QUICK ? 5 : 15;
    }

    /** How often at the many other operations. */
    int operationRounds() {
        return this == QUICK ? 3 : 5;
    }

    /** How often a contender runs each program, of which there are many. */
    int programRounds() {
        return 3;
    }

    /** With how many threads programs run. */
    List<Integer> threads() {
        return this == QUICK ? List.of(2) : List.of(1, 2, Runtime.getRuntime().availableProcessors());
    }

    /** How many operations of each thread count, where each is timed by itself. */
    int timedOperations() {
        return this == QUICK ? 500_000 : 5_000_000;
    }

    /** How often it starts a JVM, which is short and varies much. */
    int startupRounds() {
        return this == QUICK ? 20 : 60;
    }

    /** How often it acts out a safepoint scenario, and how often it goes to the limits. */
    int safepointRounds() {
        return this == QUICK ? 1 : 3;
    }

    /** How long a timed run takes. */
    Sampling sampling() {
        return this == QUICK ? new Sampling(700, 5, 100) : new Sampling(1500, 8, 150);
    }

    /** The same of replayed traces and of programs: a quick run has many of them. */
    Sampling programSampling() {
        return this == QUICK ? new Sampling(350, 4, 40) : new Sampling(1500, 8, 150);
    }

    /** How often traces are replayed. */
    int replayRounds() {
        return this == QUICK ? 3 : 11;
    }

    /** What the amounts of memory of the safepoint scenarios are divided by. */
    int memoryDivisor() {
        return this == QUICK ? 5 : 1;
    }

    /** How long small blocks come and go after each of those scenarios. */
    int settleMillis() {
        return this == QUICK ? 2000 : 8000;
    }
}
