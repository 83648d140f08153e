package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Test;

class LargeBlockCacheTest {

    private static final long MEBIBYTE = 1 << 20;

    private final List<Long> released = new ArrayList<>();
    private int keptCalls;
    private final LargeBlockCache cache = new LargeBlockCache(64 * MEBIBYTE, released::add, () -> keptCalls++);

    @Test
    void whatWasPutIsTakenOnce() {
        assertThat(cache.put(0x1000, 4 * MEBIBYTE)).isTrue();
        assertThat(cache.take(4 * MEBIBYTE, 1)).isEqualTo(0x1000);
        assertThat(cache.take(4 * MEBIBYTE, 1)).isZero();
        assertThat(cache.keptByteSize()).isZero();
    }

    @Test
    void aBlockServesNoLargerRequestAndStays() {
        assertThat(cache.put(0x1000, 4 * MEBIBYTE + 1)).isTrue();
        assertThat(cache.take(4 * MEBIBYTE + 2, 1)).isZero();
        assertThat(cache.take(4 * MEBIBYTE + 1, 1)).isEqualTo(0x1000);
    }

    @Test
    void aBlockServesASmallerRequestIfLittleIsWasted() {
        assertThat(cache.put(0x1000, 5 * MEBIBYTE - 1)).isTrue();
        assertThat(cache.take(4 * MEBIBYTE - 1, 1)).isZero();
        assertThat(cache.take(4 * MEBIBYTE, 1)).isEqualTo(0x1000);
        assertThat(cache.keptByteSize()).isZero();
    }

    @Test
    void sizesFromOneToThirtyTwoMebibytesAreKept() {
        assertThat(LargeBlockCache.isKept(MEBIBYTE - 1)).isFalse();
        assertThat(LargeBlockCache.isKept(MEBIBYTE)).isTrue();
        assertThat(LargeBlockCache.isKept(32 * MEBIBYTE)).isTrue();
        assertThat(LargeBlockCache.isKept(32 * MEBIBYTE + 1)).isFalse();
        for (long byteSize = MEBIBYTE; byteSize <= 32 * MEBIBYTE; byteSize += MEBIBYTE / 8) {
            assertThat(cache.put(byteSize, byteSize)).isTrue();
            assertThat(cache.take(byteSize, 1)).isEqualTo(byteSize);
        }
    }

    @Test
    void aBlockServesNoGreaterAlignmentThanItHas() {
        assertThat(cache.put(0x1_1000, 2 * MEBIBYTE)).isTrue();
        assertThat(cache.take(2 * MEBIBYTE, 0x2000)).isZero();
        assertThat(cache.take(2 * MEBIBYTE, 0x1000)).isEqualTo(0x1_1000);
    }

    @Test
    void noMoreIsKeptThanTheLimit() {
        assertThat(cache.put(0x1000, 30 * MEBIBYTE)).isTrue();
        assertThat(cache.put(0x2000, 20 * MEBIBYTE)).isTrue();
        assertThat(cache.put(0x3000, 15 * MEBIBYTE)).isFalse();
        assertThat(cache.put(0x3000, 14 * MEBIBYTE)).isTrue();
        assertThat(cache.keptByteSize()).isEqualTo(64 * MEBIBYTE);
    }

    @Test
    void fourOfAClassAreKept() {
        for (long block = 0x1000; block <= 0x4000; block += 0x1000) {
            assertThat(cache.put(block, MEBIBYTE)).isTrue();
        }
        assertThat(cache.put(0x5000, MEBIBYTE)).isFalse();
        assertThat(cache.keptByteSize()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void drainingReleasesEverything() {
        assertThat(cache.drain()).isFalse();
        assertThat(cache.put(0x1000, MEBIBYTE)).isTrue();
        assertThat(cache.put(0x2000, 32 * MEBIBYTE)).isTrue();
        assertThat(cache.drain()).isTrue();
        assertThat(released).containsExactlyInAnyOrder(0x1000L, 0x2000L);
        assertThat(cache.keptByteSize()).isZero();
        assertThat(cache.take(MEBIBYTE, 1)).isZero();
    }

    /** A drain that came while the block was looked at has not seen it: somebody has to see to the next. */
    @Test
    void whoeverPutsABlockIntoItsPlaceSaysSo() {
        assertThat(cache.put(0x1000, 4 * MEBIBYTE)).isTrue();
        assertThat(keptCalls).isOne();
        assertThat(cache.take(4 * MEBIBYTE + 1, 1)).isZero();
        assertThat(keptCalls).as("put back, since it is too small").isEqualTo(2);
        assertThat(cache.take(4 * MEBIBYTE, 1)).isEqualTo(0x1000);
        assertThat(keptCalls).isEqualTo(2);
    }

    @Test
    void withoutRoomNothingIsKept() {
        assertThat(new LargeBlockCache(0, released::add, () -> keptCalls++).put(0x1000, MEBIBYTE))
                .isFalse();
    }

    /** Blocks are numbers here, each with a count of those who have it, which is 0 or 1. */
    @Test
    void noBlockIsHandedOutTwiceNorLost() throws Exception {
        int threads = 4;
        int blocks = 64;
        AtomicIntegerArray holders = new AtomicIntegerArray(blocks);
        AtomicLong drained = new AtomicLong();
        LargeBlockCache shared = new LargeBlockCache(
                40 * MEBIBYTE,
                block -> {
                    assertThat(holders.incrementAndGet(number(block))).isOne();
                    drained.incrementAndGet();
                },
                () -> {});
        CountDownLatch start = new CountDownLatch(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * blocks / threads;
                int seed = thread;
                futures.add(executor.submit(() -> {
                    RandomGenerator random =
                            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
                    List<Long> own = new ArrayList<>();
                    for (int i = first; i < first + blocks / threads; i++) {
                        holders.set(i, 1);
                        own.add((i + 1) * 0x1000L);
                    }
                    start.countDown();
                    start.await();
                    for (int i = 0; i < 300_000; i++) {
                        if (!own.isEmpty() && random.nextBoolean()) {
                            long block = own.removeLast();
                            assertThat(holders.decrementAndGet(number(block))).isZero();
                            if (!shared.put(block, MEBIBYTE + random.nextInt(3))) {
                                assertThat(holders.incrementAndGet(number(block)))
                                        .isOne();
                                own.addFirst(block);
                            }
                        } else {
                            long block = shared.take(MEBIBYTE + random.nextInt(3), 1);
                            if (block != 0) {
                                assertThat(holders.incrementAndGet(number(block)))
                                        .isOne();
                                own.add(block);
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        boolean any = shared.drain();
        assertThat(any).isEqualTo(drained.get() > 0);
        assertThat(shared.keptByteSize()).isZero();
        for (int i = 0; i < blocks; i++) {
            assertThat(holders.get(i)).isOne();
        }
    }

    private static int number(long block) {
        return (int) (block / 0x1000) - 1;
    }

    @Test
    void mimallocHandsOutAgainWhatWasFreedAMomentAgo() {
        CcAllocator allocator = new MimallocAllocator();
        long block = allocator.allocOrThrow(7 * MEBIBYTE + 5);
        allocator.free(block, 7 * MEBIBYTE + 5);
        long again = allocator.allocAlignedOrThrow(7 * MEBIBYTE, 64);
        assertThat(again).isEqualTo(block);
        allocator.free(again, 7 * MEBIBYTE);
    }
}
