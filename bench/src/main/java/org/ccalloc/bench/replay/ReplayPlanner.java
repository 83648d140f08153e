package org.ccalloc.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.ccalloc.trace.TraceReader;

/** Makes a plan of a trace. */
final class ReplayPlanner {

    /** More threads at once than this would tell of the scheduler only. */
    private static final int MOST_THREADS = 256;

    private final ReplayThreads mode;
    private long[] requests = new long[1 << 12];
    private int[] blocks = new int[1 << 12];
    private int[] turns = new int[1 << 12];
    private int[] threads = new int[1 << 12];
    private int count;

    /** The number in the plan of a block of the trace. */
    private int[] planned = new int[1 << 12];

    /** By number in the plan: the last event, and the turn. */
    private int[] lastEvents = new int[1 << 12];

    private int[] lastTurns = new int[1 << 12];
    private int blockCount;

    private ReplayPlanner(ReplayThreads mode) {
        this.mode = mode;
    }

    /**
     * Reads a trace.
     *
     * @param trace the file
     * @param mode what becomes of its threads
     * @return the plan
     * @throws IOException if the trace cannot be read, or is damaged, or has too many threads to be kept
     */
    static ReplayPlan plan(Path trace, ReplayThreads mode) throws IOException {
        ReplayPlanner planner = new ReplayPlanner(mode);
        try (TraceReader reader = TraceReader.open(trace)) {
            while (reader.next()) {
                if (!reader.operation().isOfThread()) {
                    planner.add(reader);
                }
            }
            long threads = reader.totals().threads();
            if (mode == ReplayThreads.KEEP && threads > MOST_THREADS) {
                throw new IOException("replay: threads=" + threads + " of " + trace + " (expected " + MOST_THREADS
                        + " or less to keep them; --threads fold does all in one)");
            }
            return planner.plan((int) threads, reader.totals().peakLiveBytes());
        }
    }

    private void add(TraceReader reader) {
        if (count == requests.length) {
            requests = Arrays.copyOf(requests, 2 * count);
            blocks = Arrays.copyOf(blocks, 2 * count);
            turns = Arrays.copyOf(turns, 2 * count);
            threads = Arrays.copyOf(threads, 2 * count);
        }
        boolean fresh = reader.operation().isRequest();
        int block = number(reader.block(), fresh);
        requests[count] = ReplayPlan.request(reader.operation(), reader.byteSize(), reader.byteAlignment());
        blocks[count] = block;
        threads[count] = mode == ReplayThreads.FOLD ? 0 : reader.thread();
        if (!fresh && threads[lastEvents[block]] != threads[count]) {
            lastTurns[block]++;
            requests[lastEvents[block]] |= ReplayPlan.SIGNALS;
            requests[count] |= ReplayPlan.WAITS;
        }
        turns[count] = lastTurns[block];
        lastEvents[block] = count++;
    }

    /**
     * In one thread, numbers are used again as in the trace. In several, a request would then have to wait for a thread that has
     * nothing to do with it, so each block has a number of its own.
     */
    private int number(int block, boolean fresh) {
        if (block >= planned.length) {
            planned = Arrays.copyOf(planned, 2 * block);
        }
        if (fresh) {
            boolean again = mode == ReplayThreads.FOLD && block < blockCount;
            planned[block] = again ? block : blockCount++;
            if (blockCount > lastEvents.length) {
                lastEvents = Arrays.copyOf(lastEvents, 2 * blockCount);
                lastTurns = Arrays.copyOf(lastTurns, 2 * blockCount);
            }
        }
        return planned[block];
    }

    private ReplayPlan plan(int threadCount, long peakLiveBytes) {
        int[] starts = new int[mode == ReplayThreads.FOLD ? 2 : threadCount + 1];
        for (int event = 0; event < count; event++) {
            starts[threads[event] + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        long[] ofThreads = new long[count];
        int[] blocksOfThreads = new int[count];
        int[] turnsOfThreads = new int[count];
        for (int event = 0; event < count; event++) {
            int place = next[threads[event]]++;
            ofThreads[place] = requests[event];
            blocksOfThreads[place] = blocks[event];
            turnsOfThreads[place] = turns[event];
        }
        return new ReplayPlan(starts, ofThreads, blocksOfThreads, turnsOfThreads, blockCount, peakLiveBytes);
    }
}
