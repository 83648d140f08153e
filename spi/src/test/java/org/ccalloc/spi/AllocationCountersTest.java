package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AllocationCountersTest {

    private final AllocationCounters counters = new AllocationCounters();

    @Test
    void areExactOnceAllThreadsHaveEnded() throws Exception {
        int threads = 300;
        int operations = 1_000;
        runAll(threads, false, () -> {
            for (int i = 0; i < operations; i++) {
                counters.allocated(10);
                counters.freed(3);
                counters.freedUnsized();
                counters.resized(2, 5);
            }
        });
        long each = (long) threads * operations;
        assertThat(counters.snapshot()).isEqualTo(new CcAllocSnapshot(2 * each, 3 * each, each, 15 * each, 5 * each));
    }

    @Test
    void areExactForVirtualThreads() throws Exception {
        runAll(2_000, true, () -> {
            for (int i = 0; i < 100; i++) {
                counters.allocated(10);
                counters.freed(10);
                counters.freedUnsized();
            }
        });
        assertThat(counters.snapshot()).isEqualTo(new CcAllocSnapshot(200_000, 400_000, 200_000, 2_000_000, 2_000_000));
    }

    /** Ids that are equal in their last bits have the same place in the table, or the same shared cell. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areExactForThreadsWhoseIdsCollide(boolean virtual) throws Exception {
        int operations = 2_000_000;
        CyclicBarrier allStarted = new CyclicBarrier(4);
        Runnable churn = () -> {
            await(allStarted);
            for (int i = 0; i < operations; i++) {
                counters.allocated(1);
                counters.freed(1);
                counters.freedUnsized();
            }
        };
        List<Thread> colliding = new ArrayList<>();
        while (colliding.size() < 4) {
            Thread thread = virtual
                    ? Thread.ofVirtual().unstarted(churn)
                    : Thread.ofPlatform().unstarted(churn);
            if (thread.threadId() % 1_024 == 0) {
                colliding.add(thread);
            }
        }
        for (Thread thread : colliding) {
            thread.start();
        }
        for (Thread thread : colliding) {
            thread.join();
        }
        long each = 4L * operations;
        assertThat(counters.snapshot()).isEqualTo(new CcAllocSnapshot(each, 2 * each, each, each, each));
    }

    @Test
    void endedThreadsLeaveTheirCountsAndNotTheirCells() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            runAll(1, false, () -> counters.allocated(1));
        }
        assertThat(counters.snapshot().allocCount()).isEqualTo(5_000);
        assertThat(counters.cellCount()).isLessThan(200);
    }

    @Test
    void virtualThreadsLeaveNoCells() throws Exception {
        runAll(100, true, () -> counters.allocated(1));
        int afterAHundred = counters.cellCount();
        runAll(20_000, true, () -> counters.allocated(1));
        assertThat(counters.cellCount()).isEqualTo(afterAHundred);
        assertThat(counters.snapshot().allocCount()).isEqualTo(20_100);
    }

    /** Who waits for it without a processor keeps all others from it. */
    @Test
    void virtualThreadsNeverWaitForTheLock() throws Exception {
        synchronized (counters.lock) {
            Thread thread = Thread.ofVirtual().start(() -> counters.allocated(8));
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(counters.snapshot().allocBytes()).isEqualTo(8);
    }

    @Test
    void manyLivingThreadsHaveACellEach() throws Exception {
        int threads = 500;
        CyclicBarrier allCounted = new CyclicBarrier(threads);
        runAll(threads, false, () -> {
            counters.allocated(1);
            await(allCounted);
            counters.freed(1);
        });
        assertThat(counters.snapshot()).isEqualTo(new CcAllocSnapshot(threads, threads, 0, threads, threads));
    }

    @Test
    void resetsLoseNoUpdate() throws Exception {
        int threads = 4;
        int operations = 200_000;
        AtomicBoolean done = new AtomicBoolean();
        List<CcAllocSnapshot> taken = new ArrayList<>();
        Thread resetting = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                taken.add(counters.reset());
            }
        });
        runAll(threads, false, () -> {
            for (int i = 0; i < operations; i++) {
                counters.allocated(8);
                counters.freed(8);
            }
        });
        done.set(true);
        resetting.join();
        CcAllocSnapshot sum = taken.stream().reduce(counters.snapshot(), CcAllocSnapshot::plus);
        long all = (long) threads * operations;
        assertThat(sum).isEqualTo(new CcAllocSnapshot(all, all, 0, 8 * all, 8 * all));
        assertThat(taken).as("the resets were under load").hasSizeGreaterThan(1);
    }

    @Test
    void aSnapshotUnderLoadNeverShowsMoreFreesThanAllocations() throws Exception {
        whileTwoThreads(
                () -> {
                    counters.allocated(16);
                    counters.resized(16, 24);
                    counters.freed(24);
                },
                snapshot -> {
                    assertThat(snapshot.freeCount()).isLessThanOrEqualTo(snapshot.allocCount());
                    assertThat(snapshot.freeBytes()).isLessThanOrEqualTo(snapshot.allocBytes());
                });
        assertThat(counters.snapshot().currentAllocated()).isZero();
    }

    @Test
    void aSnapshotUnderLoadCountsNoFreeAsSizedThatIsNot() throws Exception {
        whileTwoThreads(
                () -> {
                    counters.allocated(16);
                    counters.freedUnsized();
                },
                snapshot -> assertThat(snapshot.freeCount()).isEqualTo(snapshot.unsizedFreeCount()));
    }

    /** One of the system and one virtual. */
    private void whileTwoThreads(Runnable work, Consumer<CcAllocSnapshot> check) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(2);
        Runnable churn = () -> {
            started.countDown();
            while (!done.get()) {
                work.run();
            }
        };
        List<Thread> threads =
                List.of(Thread.ofPlatform().start(churn), Thread.ofVirtual().start(churn));
        started.await();
        try {
            for (int i = 0; i < 20_000; i++) {
                check.accept(counters.snapshot());
            }
        } finally {
            done.set(true);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void runAll(int count, boolean virtual, Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(
                    virtual
                            ? Thread.ofVirtual().start(work)
                            : Thread.ofPlatform().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
