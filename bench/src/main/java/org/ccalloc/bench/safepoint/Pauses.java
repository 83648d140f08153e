package org.ccalloc.bench.safepoint;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.Printed;

/**
 * What a scenario did to safepoints.
 *
 * @param safepoints how many there were while the allocator was at work
 * @param longestMillis the longest time that one took to be reached, whoever was to blame
 * @param p999Millis the time that one in a thousand took longer than
 * @param heldUpMillis the longest time for which one call of the allocator can have held one up
 * @param longestShortCallMillis processor time of the longest call for less than 1 MiB: what a safepoint would have waited
 *     for, had there been one
 */
public record Pauses(
        long safepoints, double longestMillis, double p999Millis, double heldUpMillis, double longestShortCallMillis) {

    private static final double MILLI = 1e6;
    private static final long GREATEST_NANOS = 3_600_000_000_000L;

    /**
     * Brings together what the program printed and what the JVM logged.
     *
     * @param printed the JSON that {@link ScenarioMain} printed
     * @param safepoints from the log
     * @return the pauses
     * @throws ChildFailedException if the program printed something else
     */
    public static Pauses of(Printed printed, List<Safepoint> safepoints) throws ChildFailedException {
        List<long[]> phases = printed.rows("phases");
        List<Call> calls = printed.rows("longCalls").stream()
                .map(row -> new Call(row[0], row[1], row[2]))
                .toList();
        Histogram reaching = new Histogram(GREATEST_NANOS, 3);
        long heldUp = 0;
        for (Safepoint safepoint : safepoints) {
            if (phases.stream().anyMatch(phase -> coincides(phase, safepoint))) {
                reaching.recordValue(safepoint.reachingNanos());
                for (Call call : calls) {
                    heldUp = Math.max(heldUp, call.heldUpNanos(safepoint));
                }
            }
        }
        return new Pauses(
                reaching.getTotalCount(),
                reaching.getMaxValue() / MILLI,
                reaching.getValueAtPercentile(99.9) / MILLI,
                heldUp / MILLI,
                printed.number("longestShortCpuNanos").longValue() / MILLI);
    }

    private static boolean coincides(long[] phase, Safepoint safepoint) {
        return safepoint.reachedNanoTime() > phase[0] && safepoint.requestedNanoTime() < phase[1];
    }
}
