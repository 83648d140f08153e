package org.ccalloc.bench.safepoint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One stop of all threads, as {@code -Xlog:safepoint=info:file=...:tn} tells of it. Times are those of {@link
 * System#nanoTime()}.
 *
 * @param requestedNanoTime when threads were asked to stop
 * @param reachingNanos how long it took until all had stopped
 */
public record Safepoint(long requestedNanoTime, long reachingNanos) {

    private static final Pattern LINE =
            Pattern.compile("\\[(\\d+)ns\\].*Safepoint \".*Reaching safepoint: *(\\d+) ns.*Total: *(\\d+) ns.*");

    /** The decoration that a line must have: nanoseconds of the clock that {@link System#nanoTime()} reads. */
    static final String DECORATION = "tn";

    /**
     * Reads a log.
     *
     * @param lines the log; lines about other things are passed over
     * @return the safepoints, in their order
     */
    public static List<Safepoint> parse(List<String> lines) {
        return lines.stream().map(Safepoint::parse).flatMap(Optional::stream).toList();
    }

    /** The line is written when all is over. */
    private static Optional<Safepoint> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long written = Long.parseLong(matcher.group(1));
        long total = Long.parseLong(matcher.group(3));
        return Optional.of(new Safepoint(written - total, Long.parseLong(matcher.group(2))));
    }

    /**
     * When all threads had stopped.
     *
     * @return the time
     */
    long reachedNanoTime() {
        return requestedNanoTime + reachingNanos;
    }
}
