package org.ccalloc.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import org.ccalloc.trace.TraceFormatException;

/**
 * A trace, ready to be replayed.
 *
 * @param name how the report calls it
 * @param plan a file for {@link ReplayMain} and the program in C
 * @param events how many operations on blocks it has
 */
public record ReplayedTrace(String name, Path plan, int events) {

    private static final int LEAST_HEAP_MEBIBYTES = 32;
    private static final int BYTES_OF_EVENT = 64;

    /**
     * Reads a trace.
     *
     * @param trace the file
     * @param threads what becomes of its threads
     * @param directory where to put the plan
     * @return the trace
     * @throws IOException if it cannot be read, is damaged, or does not fit
     */
    public static ReplayedTrace of(Path trace, ReplayThreads threads, Path directory) throws IOException {
        ReplayPlan plan = plan(trace, threads);
        String name = String.valueOf(trace.getFileName()).replaceFirst("\\.trace$", "");
        Path file = directory.resolve(name + "-" + Integer.toHexString(trace.hashCode()) + ".plan");
        plan.write(file);
        return new ReplayedTrace(name, file, plan.eventCount());
    }

    private static ReplayPlan plan(Path trace, ReplayThreads threads) throws IOException {
        try {
            return ReplayPlanner.plan(trace, threads);
        } catch (TraceFormatException e) {
            throw e.in(trace);
        }
    }

    /**
     * What a JVM needs that replays it.
     *
     * @return size of its Java heap in MiB
     */
    public int javaHeapMebibytes() {
        return LEAST_HEAP_MEBIBYTES + (int) (((long) BYTES_OF_EVENT * events) >> 20);
    }
}
