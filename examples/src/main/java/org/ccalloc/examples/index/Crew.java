package org.ccalloc.examples.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.ccalloc.spi.CcAllocator;

/**
 * Threads with the same task, each with an allocator that counts what it does.
 */
final class Crew {

    /** What a thread of a crew does. */
    interface Task {

        /**
         * Works until there is nothing left to do, or it is interrupted.
         *
         * @param allocator the thread's own
         * @throws Exception ends all threads
         */
        void run(CcAllocator allocator) throws Exception;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final List<CountingCcAllocator> allocators = new ArrayList<>();
    private final CountDownLatch running;

    /**
     * Prepares a crew.
     *
     * @param name of its threads
     * @param size how many
     * @param allocator what they count on
     * @param task makes the task of the thread of a number, from 0
     * @param failure where to report what a task throws
     */
    Crew(String name, int size, CcAllocator allocator, IntFunction<Task> task, Failure failure) {
        running = new CountDownLatch(size);
        for (int i = 0; i < size; i++) {
            var counting = new CountingCcAllocator(allocator);
            Task own = task.apply(i);
            allocators.add(counting);
            threads.add(Thread.ofPlatform().daemon().name(name + "-" + (i + 1)).unstarted(() -> {
                try {
                    own.run(counting);
                } catch (Throwable thrown) { // whatever it is, the others must end too
                    failure.report(thrown);
                } finally {
                    running.countDown();
                }
            }));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void interrupt() {
        threads.forEach(Thread::interrupt);
    }

    /**
     * Waits until all tasks have ended.
     *
     * @return false if that takes longer
     */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return running.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until all threads have ended, interrupted or not. */
    void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What all did; when all have ended. */
    OperationCounts counts() {
        return allocators.stream().map(CountingCcAllocator::counts).reduce(OperationCounts.NONE, OperationCounts::plus);
    }
}
