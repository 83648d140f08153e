package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Blocks that are taken without a call, among those that mimalloc hands out itself. */
class FreeListsTest {

    private static final long GREATEST = KnownBuild.GREATEST_SMALL_BYTE_SIZE;

    /** A block whose every byte was written; what is read later tells whether it was handed out twice. */
    private record Filled(long address, long byteSize, byte value) {

        static Filled of(long address, long byteSize, int number) {
            assertThat(address).isNotZero();
            byte value = (byte) number;
            RawMemory.fill(address, byteSize, value);
            return new Filled(address, byteSize, value);
        }

        void check() {
            for (long i = 0; i < byteSize; i++) {
                if (RawMemory.getByte(address + i) != value) {
                    throw new AssertionError(
                            "block 0x%x of %d bytes: byte %d was overwritten".formatted(address, byteSize, i));
                }
            }
        }
    }

    static boolean isKnownBuild() {
        return KnownBuild.LOADED;
    }

    /** Who bundles another build finds out where its lists are, or gives the shortcut up. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theBundledBuildIsTheKnownOne() {
        assumeTrue(MimallocLibrary.LIBRARY.isBundled());
        assertThat(KnownBuild.LOADED).isTrue();
    }

    @Test
    @EnabledIf("isKnownBuild")
    void blocksOfAllSizesAreTakenInTurnsWithCallsAndFreed() {
        long heap = MimallocHeapLibrary.newHeap();
        try {
            long theap = MimallocHeapLibrary.threadHeap(heap);
            for (long byteSize = 1; byteSize <= GREATEST; byteSize++) {
                int taken = 0;
                List<Filled> blocks = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    long block = i % 2 == 0 ? 0 : FreeLists.take(theap, byteSize, 1);
                    taken += block == 0 ? 0 : 1;
                    blocks.add(Filled.of(block == 0 ? MimallocHeapLibrary.malloc(heap, byteSize) : block, byteSize, i));
                }
                assertThat(taken).as("byteSize=%d", byteSize).isGreaterThan(10);
                for (Filled block : blocks) {
                    block.check();
                    assertThat(block.address() & (byteSize < 16 ? 7 : 15))
                            .as("byteSize=%d", byteSize)
                            .isZero();
                    assertThat(MimallocLibrary.usableSize(block.address())).isGreaterThanOrEqualTo(byteSize);
                    assertThat(MimallocHeapLibrary.contains(heap, block.address()))
                            .isTrue();
                }
                blocks.forEach(block -> MimallocLibrary.free(block.address(), block.byteSize()));
            }
        } finally {
            MimallocHeapLibrary.destroy(heap);
        }
    }

    @Test
    @EnabledIf("isKnownBuild")
    void aBlockThatIsNotAlignedIsLeft() {
        long heap = MimallocHeapLibrary.newHeap();
        try {
            long theap = MimallocHeapLibrary.threadHeap(heap);
            assertThat(MimallocHeapLibrary.malloc(heap, 48)).isNotZero();
            int left = 0;
            int taken = 0;
            for (int i = 0; i < 100; i++) {
                long block = FreeLists.take(theap, 48, 64);
                if (block == 0) {
                    // The same block still is the next one: not aligned, or there is none.
                    long next = FreeLists.take(theap, 48, 1);
                    if (next != 0) {
                        left++;
                        assertThat(next & 63).isNotZero();
                    } else {
                        assertThat(MimallocHeapLibrary.malloc(heap, 48)).isNotZero();
                    }
                } else {
                    taken++;
                    assertThat(block & 63).isZero();
                }
            }
            assertThat(left).isPositive();
            assertThat(taken).isPositive();
        } finally {
            MimallocHeapLibrary.destroy(heap);
        }
    }

    /** One block counted too often, and the page would never be empty; one too few, and it would be so too early. */
    @Test
    @EnabledIf("isKnownBuild")
    void aPageIsGivenUpWithItsLastBlockAndNotBefore() {
        long heap = MimallocHeapLibrary.newHeap();
        try {
            long theap = MimallocHeapLibrary.threadHeap(heap);
            long called = MimallocHeapLibrary.malloc(heap, 512);
            List<Long> taken = new ArrayList<>();
            for (long block = 1; block != 0; ) {
                block = FreeLists.take(theap, 512, 1);
                if (block != 0) {
                    taken.add(block);
                }
            }
            assertThat(taken).hasSizeGreaterThan(1);
            MimallocLibrary.free(called, 512);
            long last = taken.removeLast();
            taken.forEach(block -> MimallocLibrary.free(block, 512));
            MimallocHeapLibrary.collect(heap);
            assertThat(MimallocHeapLibrary.contains(heap, last)).isTrue();
            MimallocLibrary.free(last, 512);
            MimallocHeapLibrary.collect(heap);
            assertThat(MimallocHeapLibrary.contains(heap, last)).isFalse();
        } finally {
            MimallocHeapLibrary.destroy(heap);
        }
    }

    @Test
    @EnabledIf("isKnownBuild")
    void eachThreadTakesFromListsOfItsOwn() throws Exception {
        long heap = MimallocHeapLibrary.newHeap();
        HeapThreads threads = new HeapThreads();
        try (ExecutorService other = Executors.newSingleThreadExecutor();
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            HeapThread mine = threads.enter(heap);
            HeapThread others = other.submit(() -> threads.enter(heap)).get();
            assertThat(others.theap()).isNotZero().isNotEqualTo(mine.theap()).isNotEqualTo(0);
            assertThat(threads.find(mine.id())).isEqualTo(mine);
            assertThat(threads.find(others.id())).isEqualTo(others);
            for (long displaced = mine.id() + 1; displaced < mine.id() + 1000; displaced++) {
                assertThat(threads.find(displaced).theap()).isEqualTo(displaced == others.id() ? others.theap() : 0);
            }
            assertThat(virtual.submit(() -> threads.enter(heap)).get()).isEqualTo(HeapThread.NONE);
        } finally {
            MimallocHeapLibrary.destroy(heap);
        }
    }

    /** More threads than there is room for, which take turns with some of them displaced each time. */
    @Test
    void threadsThatDisplaceEachOtherGoOn() throws Exception {
        try (CcHeap heap = new MimallocAllocator().newHeap(HeapOptions.named("displaced"))) {
            List<ExecutorService> threads = new ArrayList<>();
            try {
                List<Filled> blocks = new ArrayList<>();
                for (int i = 0; i < 150; i++) {
                    threads.add(Executors.newSingleThreadExecutor());
                }
                for (int round = 0; round < 20; round++) {
                    for (ExecutorService thread : threads) {
                        int number = blocks.size();
                        blocks.add(thread.submit(() -> Filled.of(heap.alloc(40), 40, number))
                                .get());
                    }
                }
                blocks.forEach(Filled::check);
            } finally {
                threads.forEach(ExecutorService::shutdown);
            }
        }
    }

    /** Each takes, frees what it took, and frees what the others took, all at once. */
    @Test
    void threadsThatFreeEachOthersBlocksGetNoneTwice() throws Exception {
        int threadCount = 4;
        try (CcHeap heap = new MimallocAllocator().newHeap(HeapOptions.named("stress"));
                ExecutorService threads = Executors.newFixedThreadPool(threadCount)) {
            CyclicBarrier start = new CyclicBarrier(threadCount);
            List<LinkedBlockingQueue<Filled>> inboxes = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                inboxes.add(new LinkedBlockingQueue<>());
            }
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                int self = i;
                running.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    takeAndFree(heap, self, inboxes);
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get(60, TimeUnit.SECONDS);
            }
            for (LinkedBlockingQueue<Filled> inbox : inboxes) {
                inbox.forEach(Filled::check);
            }
        }
    }

    private static void takeAndFree(CcHeap heap, int self, List<LinkedBlockingQueue<Filled>> inboxes) {
        Random random = new Random(self);
        Deque<Filled> own = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            long byteSize = 1L + random.nextInt(random.nextBoolean() ? 64 : 1100);
            long block = random.nextInt(8) == 0 ? heap.allocNode(byteSize) : heap.alloc(byteSize);
            Filled filled = Filled.of(block, byteSize, random.nextInt());
            if (random.nextInt(3) == 0) {
                inboxes.get(random.nextInt(inboxes.size())).add(filled);
            } else {
                own.add(filled);
            }
            if (own.size() > 500) {
                free(heap, own.remove());
            }
            for (Filled sent = inboxes.get(self).poll();
                    sent != null;
                    sent = inboxes.get(self).poll()) {
                free(heap, sent);
            }
        }
        own.forEach(block -> free(heap, block));
    }

    private static void free(CcHeap heap, Filled block) {
        block.check();
        heap.free(block.address(), block.byteSize());
    }
}
