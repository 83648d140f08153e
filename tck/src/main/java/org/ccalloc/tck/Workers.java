package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do a test's work and start it together. The first that fails interrupts the others, and its failure
 * becomes the test's.
 */
final class Workers implements AutoCloseable {

    /** What a thread does. */
    @FunctionalInterface
    interface Work {
        void run(int worker) throws Exception;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Workers(int count, Thread.Builder builder, Work work) {
        var allAreThere = new CountDownLatch(1);
        for (int i = 0; i < count; i++) {
            int worker = i;
            threads.add(builder.start(() -> run(work, worker, allAreThere)));
        }
        allAreThere.countDown();
    }

    /**
     * Starts platform threads.
     *
     * @param count how many
     * @param work what each does
     * @return the running threads, to be joined
     */
    static Workers start(int count, Work work) {
        return new Workers(count, Thread.ofPlatform().daemon().name("tck-worker-", 0), work);
    }

    /**
     * Starts virtual threads.
     *
     * @param count how many
     * @param work what each does
     * @return the running threads, to be joined
     */
    static Workers startVirtual(int count, Work work) {
        return new Workers(count, Thread.ofVirtual().name("tck-virtual-worker-", 0), work);
    }

    /**
     * Runs platform threads until they have ended.
     *
     * @param count how many
     * @param work what each does
     */
    static void run(int count, Work work) {
        try (Workers workers = start(count, work)) {
            workers.join();
        }
    }

    /**
     * Runs virtual threads until they have ended.
     *
     * @param count how many
     * @param work what each does
     */
    static void runVirtual(int count, Work work) {
        try (Workers workers = startVirtual(count, work)) {
            workers.join();
        }
    }

    /**
     * Runs platform and virtual threads, and does something else again and again until they have ended: often enough
     * while they work, however the system shares out its processors.
     *
     * @param count how many, half of them virtual
     * @param leastTimes how often to do the other thing, at least
     * @param work what each does, perhaps more than once
     * @param meanwhile what the calling thread does
     */
    static void runMixed(int count, int leastTimes, Work work, Runnable meanwhile) {
        var seenEnough = new AtomicBoolean();
        Work counted = worker -> {
            do {
                work.run(worker);
                leaveCarrier();
            } while (!seenEnough.get());
        };
        int platformThreads = count / 2;
        try (Workers platform = start(platformThreads, counted);
                Workers virtual =
                        startVirtual(count - platformThreads, worker -> counted.run(platformThreads + worker))) {
            try {
                for (int times = 0; platform.areRunning() || virtual.areRunning(); times++) {
                    meanwhile.run();
                    seenEnough.set(times >= leastTimes);
                }
            } finally {
                seenEnough.set(true);
            }
            platform.join();
            virtual.join();
        }
    }

    /**
     * Yielding does not do: carriers whose virtual threads only yield may never look for others. One of those may be the
     * next to have a lock that everybody waits for.
     */
    private static void leaveCarrier() {
        if (Thread.currentThread().isVirtual()) {
            LockSupport.parkNanos(1);
        }
    }

    /** To be called now and then by virtual threads that never block: without, only as many run as there are carriers. */
    @SuppressWarnings("ThreadPriorityCheck") // a test that does not depend on who is next, but wants variety
    static void letOthersRun() {
        Thread.yield();
    }

    /**
     * Whether another thread of the test has failed: a thread that waits for others without blocking has to ask, since those
     * may have ended before they did anything.
     *
     * @return true for a thread that need not go on
     */
    static boolean isAskedToEnd() {
        return Thread.currentThread().isInterrupted();
    }

    /**
     * Waits for other threads of the test.
     *
     * @param latch what they count down
     */
    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits until all have ended, and fails if one of them failed. */
    void join() {
        awaitAll();
        Throwable first = failure.get();
        if (first != null) {
            throw new AssertionError("in another thread: " + first.getMessage(), first);
        }
    }

    /** Ends those that still run, which is none after {@link #join}, unless they wait for each other for ever. */
    @Override
    public void close() {
        interruptAll();
        if (Deadlocks.find().isEmpty()) {
            awaitAll();
        }
    }

    private void run(Work work, int worker, CountDownLatch start) {
        try {
            start.await();
            work.run(worker);
        } catch (Throwable e) {
            if (failure.compareAndSet(null, e)) {
                interruptAll();
            }
        }
    }

    /** Asks the threads, since one that is interrupted before it begins does nothing that could be counted. */
    private boolean areRunning() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    private void interruptAll() {
        threads.forEach(Thread::interrupt);
    }

    private void awaitAll() {
        try {
            for (Thread thread : threads) {
                while (!thread.join(Deadlocks.LOOK_EVERY)) {
                    Deadlocks.expectNone();
                }
            }
        } catch (InterruptedException e) {
            interruptAll();
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while threads of the test were running", e);
    }
}
