package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReclaimingTaskTest {

    private final CcAllocator allocator = CcAllocators.named("mimalloc");
    private final Channel<Retirable.Retired> toReclaim = new Channel<>(4);

    @Test
    void freesNothingWhileAGuardIsHeld() throws Exception {
        try (var epochs = new Epochs(allocator, 1)) {
            var task = new ReclaimingTask(toReclaim, epochs);
            var block = new Block();
            epochs.guard(0).enter();
            toReclaim.put(new Retirable.Retired(block, epochs.stamp()));
            toReclaim.close();
            Thread reclaimer = Thread.ofPlatform().start(() -> task.run(allocator));

            while (task.waits() < 3 && block.freed.getCount() > 0) {
                Thread.onSpinWait();
            }
            assertThat(block.freed.getCount()).as("not freed").isOne();

            epochs.guard(0).exit();
            block.freed.await();
            reclaimer.join();
        }
    }

    @Test
    void keepsWhatItWaitsForWhenInterrupted() throws Exception {
        try (var epochs = new Epochs(allocator, 1)) {
            var task = new ReclaimingTask(toReclaim, epochs);
            var retired = new Retirable.Retired(new Block(), epochs.stamp());
            epochs.guard(0).enter();
            toReclaim.put(new Retirable.Retired(retired.what(), epochs.stamp()));
            Thread reclaimer = Thread.ofPlatform().start(() -> task.run(allocator));
            reclaimer.interrupt();
            reclaimer.join();
            epochs.guard(0).exit();

            assertThat(toReclaim.drain()).extracting(Retirable.Retired::what).containsExactly(retired.what());
        }
    }

    /** Stands for a block and tells when it is freed. */
    private static final class Block implements Retirable {

        private final CountDownLatch freed = new CountDownLatch(1);

        @Override
        public long unlink() {
            return 1;
        }

        @Override
        public void free(CcAllocator allocator) {
            freed.countDown();
        }
    }
}
