package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Several threads free blocks of the same groups at once, in different orders, while the owner collects, ends or is
 * succeeded. What got lost keeps a slab in use at the end.
 */
class RemoteFreeStressTest {
    private static final int HELPERS = 3;
    private static final int BATCHES = 4000;
    private static final int BATCH = 192;
    private static final long[] END = {};

    private final TieredMemory memory = TieredMemory.ofAtMost(1L << 30);
    private final List<BlockingQueue<long[]>> batches = new ArrayList<>();
    private final List<Thread> helpers = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @BeforeEach
    void startHelpers() {
        for (int i = 0; i < HELPERS; i++) {
            int number = i;
            batches.add(new ArrayBlockingQueue<>(8));
            helpers.add(Thread.ofPlatform().start(() -> {
                try {
                    help(number);
                } catch (InterruptedException e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
    }

    /** Goes on taking batches after a failure, so that nobody waits for it. */
    private void help(int number) throws InterruptedException {
        for (long[] batch = batches.get(number).take();
                batch.length > 0;
                batch = batches.get(number).take()) {
            try {
                freeThirdOf(batch, number);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** From the front or from the back. */
    private void freeThirdOf(long[] batch, int number) {
        for (int i = number; i < batch.length; i += HELPERS) {
            int index = number % 2 == 0 ? i : batch.length - HELPERS + number - (i - number);
            if (Memory.getLong(batch[index]) != batch[index]) {
                throw new AssertionError("a block was overwritten");
            }
            memory.free(batch[index]);
        }
    }

    private void handOverBatch(int byteSize) throws InterruptedException {
        long[] batch = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = memory.allocate(byteSize);
            Memory.putLong(batch[i], batch[i]);
        }
        for (BlockingQueue<long[]> queue : batches) {
            queue.put(batch);
        }
    }

    @AfterEach
    void everythingHasComeBack() throws InterruptedException {
        for (BlockingQueue<long[]> queue : batches) {
            queue.put(END);
        }
        for (Thread helper : helpers) {
            helper.join();
        }
        assertThat(failure.get()).isNull();
        memory.checkInvariants();
        memory.trim();
        assertThat(memory.checkInvariants()).as("slabs in use").isZero();
    }

    @Test
    void nothingIsLostWhileTheOwnerCollects() throws InterruptedException {
        for (int i = 0; i < BATCHES && failure.get() == null; i++) {
            handOverBatch(i % 2 == 0 ? 48 : 2000);
        }
    }

    @Test
    void nothingIsLostWhileOwnersEndAndAreSucceeded() throws InterruptedException {
        for (int i = 0; i < BATCHES / 10 && failure.get() == null; i++) {
            Thread owner = Thread.ofPlatform().start(() -> {
                try {
                    for (int size = 0; size < 4; size++) {
                        handOverBatch(16 << (2 * size));
                    }
                } catch (InterruptedException e) {
                    failure.compareAndSet(null, e);
                }
            });
            owner.join();
            if (i % 2 == 0) {
                // Takes the slabs over, while frees are on their way; otherwise the next owner takes the heap.
                memory.free(memory.allocate(16));
                memory.trim();
            }
        }
    }
}
