package org.ccalloc.bench.sampling;

import java.lang.management.ManagementFactory;
import org.ccalloc.bench.workload.Workload;

/**
 * One thread's run of a workload: in pieces of a fifth of a millisecond or more, so that reading the clock costs nothing
 * and the loop is compiled as a method of its own, as {@code baseline.c} does it.
 */
final class SampledRun {

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LEAST_PIECE_NANOS = 200_000;
    private static final int GREATEST_PIECE = 1 << 24;

    private final Workload workload;
    private final Sampling sampling;
    private int piece = 16;
    private final double[] wallNanos;
    private final double[] cpuNanos;
    private long operations;
    private long garbageBytes;

    SampledRun(Workload workload, Sampling sampling) {
        this.workload = workload;
        this.sampling = sampling;
        this.wallNanos = new double[sampling.samples()];
        this.cpuNanos = new double[sampling.samples()];
    }

    /** Until the time for it is over. */
    void warmUp() {
        long before = System.nanoTime();
        long end = before + sampling.warmUpMillis() * 1_000_000L;
        while (before < end) {
            workload.run(piece);
            long after = System.nanoTime();
            if (after - before < LEAST_PIECE_NANOS && piece < GREATEST_PIECE) {
                piece *= 2;
            }
            before = after;
        }
        // The clocks are warmed up, too.
        measure(0);
        operations = 0;
        garbageBytes = 0;
    }

    /** All samples. */
    void measure() {
        for (int sample = 0; sample < sampling.samples(); sample++) {
            measure(sample);
        }
    }

    private void measure(int sample) {
        long sampleNanos = sampling.sampleMillis() * 1_000_000L;
        long done = 0;
        long elapsed;
        long garbageBefore = THREADS.getCurrentThreadAllocatedBytes();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        do {
            workload.run(piece);
            done += piece;
            elapsed = System.nanoTime() - before;
        } while (elapsed < sampleNanos);
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuBefore;
        garbageBytes += THREADS.getCurrentThreadAllocatedBytes() - garbageBefore;
        operations += done;
        wallNanos[sample] = (double) elapsed / done;
        cpuNanos[sample] = (double) cpu / done;
    }

    double[] wallNanos() {
        return wallNanos;
    }

    double[] cpuNanos() {
        return cpuNanos;
    }

    /**
     * What was allocated on the Java heap.
     *
     * @return bytes per operation
     */
    double garbageBytes() {
        return (double) garbageBytes / operations;
    }
}
