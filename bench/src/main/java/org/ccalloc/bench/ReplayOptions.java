package org.ccalloc.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ccalloc.bench.replay.ReplayThreads;

/**
 * What {@link Replay} is to do.
 *
 * @param traces the files
 * @param backends names of the allocators to measure; empty: all that are bundled
 * @param threads what becomes of the threads of a trace: {@code fold} or {@code keep}
 * @param statistics whether each backend runs a second time, with statistics
 * @param rounds how often each contender runs
 * @param json where to write all figures
 */
public record ReplayOptions(
        List<Path> traces, List<String> backends, String threads, boolean statistics, int rounds, Optional<Path> json) {

    /** How often each contender runs, unless something else is asked for. */
    public static final int DEFAULT_ROUNDS = 5;

    /**
     * Keeps copies.
     *
     * @param traces the files
     * @param backends names of the allocators to measure
     * @param threads what becomes of the threads of a trace
     * @param statistics whether each backend runs a second time, with statistics
     * @param rounds how often each contender runs
     * @param json where to write all figures
     * @throws IllegalArgumentException if {@code rounds} is less than 1, or {@code threads} something else
     */
    public ReplayOptions {
        traces = List.copyOf(traces);
        backends = List.copyOf(backends);
        if (rounds < 1) {
            throw new IllegalArgumentException("replay: rounds=" + rounds + " (expected 1 or more)");
        }
        if (!threads.equals(ReplayThreads.FOLD.word()) && !threads.equals(ReplayThreads.KEEP.word())) {
            throw new IllegalArgumentException("replay: threads=" + threads + " (expected fold or keep)");
        }
    }

    ReplayThreads mode() {
        return threads.equals(ReplayThreads.KEEP.word()) ? ReplayThreads.KEEP : ReplayThreads.FOLD;
    }

    /** The command that repeats a run with these options. */
    String command() {
        StringBuilder command = new StringBuilder("./ccalloc replay --threads ").append(threads);
        command.append(" --rounds ").append(rounds);
        if (!backends.isEmpty()) {
            command.append(" --backend ").append(String.join(",", backends));
        }
        if (statistics) {
            command.append(" --stats");
        }
        traces.forEach(trace -> command.append(' ').append(trace));
        return command.toString();
    }
}
