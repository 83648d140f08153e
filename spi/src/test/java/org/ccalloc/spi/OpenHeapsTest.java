package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenHeapsTest {

    private final SegmentHeap.Maker allocator = new SegmentHeap.Maker();

    /** A heap whose footprint takes as long as the test wants. */
    private static final class SlowHeap extends AbstractCcHeapOfFootprint {
        final CountDownLatch reading = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        volatile boolean destroyed;
        volatile boolean destroyedMeanwhile;

        SlowHeap(CcAllocator allocator) {
            super(allocator);
        }

        @Override
        protected long currentFootprint() {
            reading.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            destroyedMeanwhile = destroyed;
            return 42;
        }

        @Override
        protected void destroy() {
            destroyed = true;
        }
    }

    private abstract static class AbstractCcHeapOfFootprint extends AbstractCcHeap {
        AbstractCcHeapOfFootprint(CcAllocator allocator) {
            super(allocator, HeapOptions.named("slow"));
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.FOOTPRINT);
        }

        @Override
        protected long highestFootprint() {
            return 43;
        }

        @Override
        protected boolean ownsBlock(long address) {
            return false;
        }

        @Override
        protected long allocateBlock(long byteSize) {
            return 0;
        }

        @Override
        protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
            return 0;
        }

        @Override
        protected void freeBlock(long address, long byteSize) {}

        @Override
        protected void freeUnsizedBlock(long address) {}

        @Override
        protected long usableBlockSize(long address) {
            return 0;
        }
    }

    @Test
    void W05_closingWaitsForWhoReadsTheFootprint() throws InterruptedException {
        SlowHeap heap = new SlowHeap(allocator);
        OpenHeaps openHeaps = new OpenHeaps();
        heap.appearIn(openHeaps);
        Thread reader = Thread.ofPlatform().start(openHeaps::snapshots);
        heap.reading.await();
        Thread closer = Thread.ofPlatform().start(heap::close);
        while (closer.getState() != Thread.State.BLOCKED && closer.isAlive()) {
            Thread.onSpinWait();
        }
        heap.mayEnd.countDown();
        reader.join();
        closer.join();
        assertThat(heap.destroyedMeanwhile).isFalse();
        assertThat(heap.destroyed).isTrue();
    }

    @Test
    void W05_aHeapThatWasClosedIsNotLookedAt() {
        SlowHeap heap = new SlowHeap(allocator);
        heap.appearIn(new OpenHeaps());
        heap.close();
        assertThat(heap.snapshotIfOpen()).isEmpty();
        assertThat(heap.reading.getCount()).isOne();
    }

    @Test
    void tellsTheFootprintWhereThereIsOne() {
        try (SlowHeap heap = new SlowHeap(allocator)) {
            OpenHeaps openHeaps = new OpenHeaps();
            heap.appearIn(openHeaps);
            heap.mayEnd.countDown();
            assertThat(openHeaps.snapshots())
                    .containsExactly(new CcHeapSnapshot("slow", CcAllocSnapshot.ZERO, 42, 43, Long.MAX_VALUE));
        }
    }

    @Test
    void tellsNoFootprintWhereTheHeapCannot() {
        var heap = new AbstractCcHeapOfFootprint(allocator) {
            @Override
            protected long currentFootprint() {
                throw new IllegalStateException("its memory is gone");
            }

            @Override
            protected void destroy() {}
        };
        try (heap) {
            assertThat(heap.snapshotIfOpen())
                    .hasValue(new CcHeapSnapshot(
                            "slow", CcAllocSnapshot.ZERO, CcHeapSnapshot.NOT_TOLD, 43, Long.MAX_VALUE));
        }
    }

    @Test
    void heapsAreClosedInAnyOrder() {
        CcHeap[] heaps = new CcHeap[5];
        for (int i = 0; i < heaps.length; i++) {
            heaps[i] = allocator.newHeap(HeapOptions.named("heap-" + i));
        }
        for (int i : new int[] {1, 4, 0, 3, 2}) {
            assertThat(openNames()).contains("heap-" + i);
            heaps[i].close();
            assertThat(openNames())
                    .doesNotContain("heap-" + i)
                    .hasSize(allocator.openHeaps().count());
        }
        assertThat(openNames()).isEmpty();
    }

    private List<String> openNames() {
        return allocator.openHeaps().snapshots().stream()
                .map(CcHeapSnapshot::name)
                .toList();
    }

    @Test
    void aForgottenHeapIsNotKept() {
        CcHeap kept = allocator.newHeap(HeapOptions.named("kept"));
        allocator.newHeap(HeapOptions.named("forgotten"));
        while (allocator.openHeaps().count() > 1) {
            System.gc();
            assertThat(Thread.interrupted()).as("in time").isFalse();
        }
        assertThat(allocator.openHeaps().snapshots())
                .extracting(CcHeapSnapshot::name)
                .containsExactly("kept");
        kept.close();
        assertThat(allocator.openHeaps().count()).isZero();
    }
}
