package org.ccalloc.bench.startup;

import java.lang.management.ManagementFactory;
import org.ccalloc.bench.child.EpochClock;

/** Prints when the first block was there. */
final class FirstAllocation {

    static final long BYTE_SIZE = 64;

    private FirstAllocation() {}

    /**
     * Prints one line of JSON: milliseconds from the entry of {@code main}, and from the start of the JVM, to the first
     * block, and the wall clock at that time.
     *
     * @param entered {@link System#nanoTime()} at the entry of {@code main}
     * @param allocated the same when the block was there
     * @param address the block
     */
    static void print(long entered, long allocated, long address) {
        if (address == 0) {
            throw new OutOfMemoryError("off-heap memory: byteSize=" + BYTE_SIZE);
        }
        long epochNanos = EpochClock.nanos() - (System.nanoTime() - allocated);
        long jvmStartEpochMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.println("{\"fromMainMillis\":" + (allocated - entered) / 1e6 + ",\"fromJvmStartMillis\":"
                + (epochNanos / 1e6 - jvmStartEpochMillis) + ",\"epochNanos\":" + epochNanos + "}");
    }
}
