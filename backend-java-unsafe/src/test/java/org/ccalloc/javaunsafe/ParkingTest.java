package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What happens to heaps of threads that live, but do nothing. */
class ParkingTest {
    private static final int MIB = 1 << 20;

    private final TieredMemory memory = TieredMemory.ofAtMost(64 * MIB);

    /** A thread that has used all classes, has nothing any more, and waits. */
    private final class Idle implements AutoCloseable {
        private final CountDownLatch idle = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final FutureTask<Boolean> work = new FutureTask<>(this::run);
        private final Thread thread;

        Idle() throws InterruptedException {
            thread = Thread.ofPlatform().start(work);
            idle.await();
        }

        private boolean run() throws InterruptedException {
            useAllClasses();
            idle.countDown();
            goOn.await();
            useAllClasses();
            return true;
        }

        private void useAllClasses() {
            for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass += 3) {
                long block = memory.allocate(SizeClasses.unitByteSize(sizeClass));
                assertThat(block).isNotZero();
                Memory.putLong(block, block);
                memory.free(block);
            }
        }

        @Override
        public void close() {
            goOn.countDown();
            assertThat(work).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(true);
        }
    }

    @Test
    void trimTakesTheEmptySlabsOfIdleThreads() throws Exception {
        try (var one = new Idle();
                var another = new Idle()) {
            assertThat(memory.checkInvariants()).isPositive();
            memory.trim();
            assertThat(memory.checkInvariants()).isZero();
            assertThat(one.thread.isAlive() && another.thread.isAlive()).isTrue();
        }
        memory.checkInvariants();
    }

    @Test
    void whatAnIdleThreadKeepsIsTakenBeforeARequestIsRefused() throws Exception {
        try (var _ = new Idle()) {
            List<Long> blocks = new ArrayList<>();
            for (long block = memory.allocate(MIB); block != 0; block = memory.allocate(MIB)) {
                blocks.add(block);
            }
            assertThat(memory.checkInvariants()).isZero();
            blocks.forEach(memory::free);
        }
    }

    @Test
    void whatOthersFreedOfAnIdleThreadIsCollected() throws Exception {
        var taken = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        List<Long> blocks = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1000; i++) {
                blocks.add(memory.allocate(1000));
            }
            taken.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        taken.await();
        blocks.forEach(memory::free);
        memory.trim();
        assertThat(memory.checkInvariants()).isZero();
        goOn.countDown();
        thread.join();
    }

    /**
     * Threads that work and pause in turn, while another one trims. Every block holds its address, so that one that is handed out twice
     * is noticed; a heap that two threads have at work at a time does not keep its invariants.
     */
    @Test
    void aHeapIsOnlyTakenFromAThreadThatIsNotAtWork() throws Exception {
        long end = System.nanoTime() + 3_000_000_000L;
        List<FutureTask<Long>> workers = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            var random = new SplittableRandom(seed);
            workers.add(new FutureTask<>(() -> churn(random, end)));
        }
        List<Thread> threads = workers.stream().map(Thread.ofPlatform()::start).toList();
        long trims = 0;
        while (System.nanoTime() < end) {
            memory.trim();
            trims++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (FutureTask<Long> worker : workers) {
            assertThat(worker.get()).isPositive();
        }
        assertThat(trims).isPositive();
        memory.checkInvariants();
        memory.trim();
        assertThat(memory.checkInvariants()).isZero();
    }

    private long churn(SplittableRandom random, long end) {
        long[] blocks = new long[64];
        long rounds = 0;
        for (; System.nanoTime() < end; rounds++) {
            for (int i = 0; i < 200; i++) {
                int slot = random.nextInt(blocks.length);
                giveBack(blocks[slot]);
                blocks[slot] = take(random.nextInt(16, 400));
            }
            if (random.nextInt(4) == 0) {
                // All of it, so that slabs become empty.
                for (int slot = 0; slot < blocks.length; slot++) {
                    giveBack(blocks[slot]);
                    blocks[slot] = 0;
                }
                LockSupport.parkNanos(random.nextInt(50_000));
            }
        }
        for (long block : blocks) {
            giveBack(block);
        }
        return rounds;
    }

    private long take(long byteSize) {
        long block = memory.allocate(byteSize);
        Memory.putLong(block, block);
        Memory.putLong(block + 8, byteSize);
        return block;
    }

    private void giveBack(long block) {
        if (block != 0) {
            if (Memory.getLong(block) != block) {
                throw new AssertionError("block 0x" + Long.toHexString(block) + " was overwritten");
            }
            memory.free(block);
        }
    }
}
