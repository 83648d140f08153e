package org.ccalloc.bench.replay;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The threads of a plan, for a pass: that which calls, if there is one; else new ones, all ready before time begins. */
final class ReplayCrew {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The loop runs in pieces, so that it is compiled as any other method, and not replaced while it runs. */
    private static final int PIECE = 4096;

    private final ReplayPlan plan;
    private final ReplayPass pass;
    private long cpuNanos;

    ReplayCrew(ReplayPlan plan, ReplayPass pass) {
        this.plan = plan;
        this.pass = pass;
    }

    /** Runs a pass; tells its time in nanoseconds. */
    long run() throws InterruptedException {
        long nanos = plan.threadCount() == 1 ? runHere() : runInThreads();
        pass.end();
        return nanos;
    }

    /** The processor time of all passes so far, in all threads. */
    long cpuNanos() {
        return cpuNanos;
    }

    private long runHere() {
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        run(0);
        long nanos = System.nanoTime() - before;
        cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuBefore;
        return nanos;
    }

    private void run(int thread) {
        int end = plan.starts()[thread + 1];
        for (int from = plan.starts()[thread]; from < end; from += PIECE) {
            pass.run(from, Math.min(from + PIECE, end));
        }
    }

    private long runInThreads() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(plan.threadCount());
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(plan.threadCount());
        AtomicLong cpu = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.threadCount(); i++) {
            int thread = i;
            threads.add(Thread.ofPlatform().start(() -> {
                ready.countDown();
                try {
                    start.await();
                    long cpuBefore = THREADS.getCurrentThreadCpuTime();
                    run(thread);
                    cpu.addAndGet(THREADS.getCurrentThreadCpuTime() - cpuBefore);
                } catch (InterruptedException | RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    pass.fail();
                } finally {
                    done.countDown();
                }
            }));
        }
        ready.await();
        long before = System.nanoTime();
        start.countDown();
        done.await();
        long nanos = System.nanoTime() - before;
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException(thrown.getMessage(), thrown);
        }
        cpuNanos += cpu.get();
        return nanos;
    }
}
