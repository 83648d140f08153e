package org.ccalloc.bench.child;

import java.time.Instant;

/** The wall clock, which all processes share. */
public final class EpochClock {

    private EpochClock() {}

    /**
     * Reads it.
     *
     * @return nanoseconds since the epoch; the clock itself ticks in microseconds or less
     */
    public static long nanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
