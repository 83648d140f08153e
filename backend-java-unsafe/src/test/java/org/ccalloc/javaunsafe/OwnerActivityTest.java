package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OwnerActivityTest {

    /** A thread that waits until it is told to end. */
    private static class Waiting extends Thread {
        final CountDownLatch waits = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void run() {
            waits.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean mayBeAtWork() throws InterruptedException {
            start();
            waits.await();
            boolean mayBe = OwnerActivity.mayBeAtWork(this);
            end.countDown();
            join();
            return mayBe;
        }
    }

    @Test
    void aThreadThatWaitsElsewhereIsNotAtWork() throws InterruptedException {
        assertThat(new Waiting().mayBeAtWork()).isFalse();
        var waiting = new Waiting();
        Thread thread = Thread.ofPlatform().start(waiting);
        waiting.waits.await();
        assertThat(OwnerActivity.mayBeAtWork(thread)).isFalse();
        waiting.end.countDown();
        thread.join();
    }

    @Test
    void nothingIsKnownOfAThreadThatTellsItsStackItself() throws InterruptedException {
        var waiting = new Waiting() {
            @Override
            public StackTraceElement[] getStackTrace() {
                return new StackTraceElement[] {new StackTraceElement("java.lang.Thread", "run", null, 0)};
            }
        };
        assertThat(waiting.mayBeAtWork()).isTrue();
    }

    @Test
    void nothingIsKnownOfAThreadWithoutAStack() {
        assertThat(OwnerActivity.mayBeAtWork(new Thread(() -> {}))).isTrue();
    }
}
