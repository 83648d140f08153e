package org.ccalloc.bench.program;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the current thread has cost since it began. */
final class ThreadCost {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ThreadCost() {}

    static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    static long garbageBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
