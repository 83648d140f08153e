package org.ccalloc.bench.program;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Some new threads that begin at the same moment. If one fails, the others are interrupted. */
final class Crew {

    private final Member member;
    private final Thread[] threads;
    private final @Nullable Outcome[] outcomes;
    private final CountDownLatch ready;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** What each thread does. */
    interface Member {

        /**
         * Works.
         *
         * @param number of the thread, from 0
         * @return what was done
         * @throws InterruptedException if another thread failed meanwhile
         */
        Outcome work(int number) throws InterruptedException;
    }

    private Crew(int size, Member member) {
        this.member = member;
        this.threads = new Thread[size];
        this.outcomes = new Outcome[size];
        this.ready = new CountDownLatch(size);
    }

    /**
     * Starts threads and waits for their end.
     *
     * @param size how many
     * @param member what each does
     * @return what all did together
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    static Outcome run(int size, Member member) throws InterruptedException {
        return new Crew(size, member).run();
    }

    private Outcome run() throws InterruptedException {
        try {
            for (int number = 0; number < threads.length; number++) {
                int ofThread = number;
                threads[number] =
                        Thread.ofPlatform().name("member " + number).daemon().unstarted(() -> work(ofThread));
            }
            for (Thread thread : threads) {
                thread.start();
            }
            Outcome sum = Outcome.NOTHING;
            for (int number = 0; number < threads.length; number++) {
                threads[number].join();
                @Nullable Outcome outcome = outcomes[number];
                sum = outcome == null ? sum : sum.plus(outcome);
            }
            rethrow();
            return sum;
        } catch (InterruptedException e) {
            interruptAll();
            throw e;
        }
    }

    /** Others see a failure before they can wait in vain for this thread. */
    private void work(int number) {
        try {
            ready.countDown();
            ready.await();
            outcomes[number] = member.work(number).plusThisThread();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            interruptAll();
        }
    }

    private void interruptAll() {
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }

    private void rethrow() {
        @Nullable Throwable first = failure.get();
        if (first != null) {
            throw new IllegalStateException("a thread failed: " + first, first);
        }
    }
}
