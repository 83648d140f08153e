package org.ccalloc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ccalloc.mock.MockAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Meters that are read while threads allocate and free. */
@Timeout(60)
class MetersUnderLoadTest {

    private static final int THREADS = 3;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Sized frees are few, lest they hide that the difference of the two counts goes down. */
    private static final int UNSIZED_FREES_TO_A_SIZED_ONE = 15;

    private final MockAllocator allocator =
            MockAllocator.builder().recording(false).stackTraces(false).build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private volatile boolean ended;

    @Test
    void noCounterGoesDownWhilePlatformThreadsAllocateAndFree() throws Exception {
        noCounterGoesDownWhileThreadsAllocateAndFree(Thread.ofPlatform().factory());
    }

    @Test
    void noCounterGoesDownWhileVirtualThreadsAllocateAndFree() throws Exception {
        noCounterGoesDownWhileThreadsAllocateAndFree(Thread.ofVirtual().factory());
    }

    private void noCounterGoesDownWhileThreadsAllocateAndFree(ThreadFactory factory) throws Exception {
        allocator.statsEnable(true);
        new CcAllocatorMetrics(allocator).bindTo(registry);
        List<FunctionCounter> counters = registry.getMeters().stream()
                .filter(FunctionCounter.class::isInstance)
                .map(FunctionCounter.class::cast)
                .toList();
        assertThat(counters).hasSize(5);
        double[] before = new double[counters.size()];
        long end = System.nanoTime() + NANOS;
        long blocks = 0;
        try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
            List<Future<Long>> loads = Stream.generate(() -> threads.submit(this::allocateAndFree))
                    .limit(THREADS)
                    .toList();
            try {
                while (System.nanoTime() < end) {
                    for (int i = 0; i < before.length; i++) {
                        double now = counters.get(i).count();
                        if (now < before[i]) {
                            throw new AssertionError(
                                    counters.get(i).getId() + ": now=" + now + " (expected " + before[i] + " or more)");
                        }
                        before[i] = now;
                    }
                }
            } finally {
                ended = true;
            }
            for (Future<Long> load : loads) {
                blocks += load.get();
            }
        }
        assertThat(registry.get("ccalloc.blocks.allocated").functionCounter().count())
                .isEqualTo((double) blocks);
        assertThat(registry.get("ccalloc.blocks.live").gauge().value()).isZero();
    }

    /** Until the end; answers how many blocks. */
    @SuppressWarnings("ThreadPriorityCheck") // of virtual threads, the scheduler is the JDK's
    private long allocateAndFree() {
        long blocks = 0;
        while (!ended) {
            allocator.free(allocator.alloc(10), 10);
            for (int i = 0; i < UNSIZED_FREES_TO_A_SIZED_ONE; i++) {
                allocator.freeUnsized(allocator.alloc(10));
            }
            blocks += 1 + UNSIZED_FREES_TO_A_SIZED_ONE;
            // A virtual thread that waits for a lock needs a carrier, and who waits behind it needs that, too.
            Thread.yield();
        }
        return blocks;
    }
}
