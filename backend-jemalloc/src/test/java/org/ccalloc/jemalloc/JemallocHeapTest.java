package org.ccalloc.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.Test;

/** What heaps on jemalloc do beyond the contract. */
class JemallocHeapTest {

    private final JemallocAllocator allocator = new JemallocAllocator();

    private CcHeap heap() {
        return allocator.newHeap(HeapOptions.named("test"));
    }

    @Test
    void aReallocStaysInItsHeap() {
        try (CcHeap heap = heap()) {
            for (long byteSize : new long[] {8, 100, 5000, 300_000, 5 << 20}) {
                long larger = heap.reallocOrThrow(heap.allocOrThrow(byteSize), byteSize, 3 * byteSize);
                assertThat(heap.owns(larger)).as("byteSize=%d", byteSize).isTrue();
                long aligned = heap.reallocAlignedOrThrow(larger, 3 * byteSize, byteSize, 4096);
                assertThat(heap.owns(aligned)).as("byteSize=%d", byteSize).isTrue();
            }
        }
    }

    @Test
    void theArenaOfAClosedHeapServesTheNext() {
        int first = HeapArenas.take(HeapOptions.named("first"));
        HeapArenas.giveBack(first);
        int second = HeapArenas.take(HeapOptions.named("second"));
        assertThat(second).isEqualTo(first);
        HeapArenas.giveBack(second);
    }

    @Test
    void threadsHaveCachesOfTheirOwnAndThoseOfEndedThreadsServeOthers() throws InterruptedException {
        var caches = new HeapThreadCaches();
        Set<Long> flags = new HashSet<>();
        // Ids go up, so that two rounds of the table find every place taken before, by threads that have ended.
        for (int i = 0; i < 200; i++) {
            flags.add(flagOfNewThread(caches));
        }
        assertThat(flags).doesNotContain(JemallocHeapLibrary.NO_THREAD_CACHE).hasSizeLessThanOrEqualTo(64);
        long own = caches.flag();
        assertThat(own).isNotEqualTo(JemallocHeapLibrary.NO_THREAD_CACHE).isEqualTo(caches.flag());
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            others.add(flagOfNewThread(caches));
        }
        assertThat(others).doesNotContain(own);
        caches.flushOwn();
        caches.destroy();
    }

    @Test
    void aVirtualThreadHasNoCache() throws InterruptedException {
        var caches = new HeapThreadCaches();
        var flags = new ArrayList<Long>();
        Thread.ofVirtual().start(() -> flags.add(caches.flag())).join();
        assertThat(flags).containsExactly(JemallocHeapLibrary.NO_THREAD_CACHE);
        caches.destroy();
    }

    private static long flagOfNewThread(HeapThreadCaches caches) throws InterruptedException {
        long[] flag = new long[1];
        Thread thread = new Thread(() -> flag[0] = caches.flag());
        thread.start();
        thread.join();
        return flag[0];
    }
}
