package org.ccalloc.bench.safepoint;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.bench.workload.Workload;
import org.ccalloc.spi.CcAllocator;

/** One thread's calls to an allocator, each timed by the wall clock and by the thread's own. */
final class TimedCalls {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Shorter calls hold nothing up that anybody would notice, and there are millions. */
    private static final long REMEMBERED_FROM_NANOS = 500_000;

    /** Below this size a call should take microseconds. */
    static final long SHORT_BYTE_LIMIT = 1 << 20;

    private final CcAllocator allocator;
    private final List<Call> remembered = new ArrayList<>();
    private long longestShortCpuNanos;

    TimedCalls(CcAllocator allocator) {
        this.allocator = allocator;
    }

    long alloc(long byteSize) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long from = System.nanoTime();
        long address = allocator.alloc(byteSize);
        remember(byteSize, from, cpu);
        return Workload.live(address);
    }

    long calloc(long byteSize) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long from = System.nanoTime();
        long address = allocator.calloc(1, byteSize);
        remember(byteSize, from, cpu);
        return Workload.live(address);
    }

    void free(long address, long byteSize) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long from = System.nanoTime();
        allocator.free(address, byteSize);
        remember(byteSize, from, cpu);
    }

    void trim() {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long from = System.nanoTime();
        allocator.trim();
        remember(Long.MAX_VALUE, from, cpu);
    }

    private void remember(long byteSize, long from, long cpuBefore) {
        long to = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuBefore;
        if (byteSize < SHORT_BYTE_LIMIT && cpu > longestShortCpuNanos) {
            longestShortCpuNanos = cpu;
        }
        if (to - from >= REMEMBERED_FROM_NANOS) {
            remembered.add(new Call(from, to, cpu));
        }
    }

    /** Forgets what was before: the first calls load classes. */
    void forget() {
        remembered.clear();
        longestShortCpuNanos = 0;
    }

    List<Call> remembered() {
        return remembered;
    }

    long longestShortCpuNanos() {
        return longestShortCpuNanos;
    }
}
