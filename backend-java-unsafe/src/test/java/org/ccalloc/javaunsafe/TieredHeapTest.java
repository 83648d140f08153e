package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.Test;

/** Tiers of heaps, beside those of the allocator that they count for. */
class TieredHeapTest {
    private static final int MIB = 1 << 20;

    private final TieredMemory all = TieredMemory.ofAtMost(64L * MIB);

    @Test
    void whatIsDestroyedIsHeldNoLonger() throws InterruptedException {
        TieredMemory heap = all.ofHeap();
        List<Long> blocks = new ArrayList<>();
        for (long byteSize : new long[] {1, 100, 5000, 300_000, 2 * MIB, 9 * MIB}) {
            blocks.add(heap.allocate(byteSize));
        }
        Thread.ofPlatform().start(() -> blocks.add(heap.allocate(1000))).join();
        Thread.ofVirtual().start(() -> blocks.add(heap.allocate(1000))).join();
        assertThat(blocks).doesNotContain(0L).allMatch(heap::owns).noneMatch(all::owns);
        assertThat(heap.checkInvariants()).isPositive();
        assertThat(all.reservedByteSize()).isEqualTo(heap.reservedByteSize()).isGreaterThan(9 * MIB);
        long highest = heap.highestReservedByteSize();
        heap.destroy();
        assertThat(heap.reservedByteSize()).isZero();
        assertThat(heap.highestReservedByteSize()).isEqualTo(highest);
        assertThat(all.reservedByteSize()).isZero();
        assertThat(all.reservations().keptByteSize()).isPositive();
        assertThat(all.trim()).isPositive();
        assertThat(all.reservations().keptByteSize()).isZero();
        // What comes next at these addresses is not taken for what was there.
        assertThat(blocks).allMatch(block -> SlabPages.slabAt(block) == Slab.NONE);
    }

    @Test
    void heapsShareTheMaximum() {
        TieredMemory one = all.ofHeap();
        TieredMemory other = all.ofHeap();
        assertThat(one.allocate(30L * MIB)).isNotZero();
        assertThat(other.allocate(30L * MIB)).isZero();
        one.destroy();
        assertThat(other.allocate(30L * MIB)).isNotZero();
        other.destroy();
    }

    @Test
    void aHeapStartsInWhatAClosedOneHad() {
        TieredMemory first = all.ofHeap();
        long block = first.allocate(100);
        Memory.putLong(block, 42);
        first.destroy();
        TieredMemory second = all.ofHeap();
        long again = second.allocate(100);
        assertThat(again).isEqualTo(block);
        assertThat(second.checkInvariants()).isOne();
        assertThat(second.reservedByteSize()).isEqualTo(all.reservedByteSize()).isPositive();
        assertThat(all.reservations().keptByteSize()).isZero();
        second.destroy();
    }

    /** 64 MiB is the most: seven arenas of 8 MiB, the tables of threads, and no more. */
    @Test
    void whatIsKeptIsGivenBackBeforeAnybodyIsRefused() {
        List<TieredMemory> heaps = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            heaps.add(all.ofHeap());
            assertThat(heaps.get(i).allocate(100)).isNotZero();
        }
        heaps.forEach(TieredMemory::destroy);
        assertThat(all.reservations().keptByteSize()).isEqualTo(4 * KeptReservations.BYTE_SIZE);
        TieredMemory large = all.ofHeap();
        assertThat(large.allocate(50L * MIB)).isNotZero();
        assertThat(all.reservations().keptByteSize()).isZero();
        assertThat(large.allocate(50L * MIB)).isZero();
        large.destroy();
    }

    @Test
    void aWalkMeetsWhatIsLiveAndNothingElse() throws InterruptedException {
        TieredMemory heap = all.ofHeap();
        var live = new TreeMap<Long, Long>();
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            long block = heap.allocate(1 + i % 2000);
            if (i % 3 == 0) {
                live.put(block, heap.usableSize(block));
            } else {
                others.add(block);
            }
        }
        for (long byteSize : new long[] {300_000, 2 * MIB, 9 * MIB}) {
            long block = heap.allocate(byteSize);
            live.put(block, heap.usableSize(block));
        }
        // Half of them by another thread, which the owner has not collected yet.
        others.subList(0, 1000).forEach(heap::free);
        Thread.ofPlatform()
                .start(() -> others.subList(1000, 2000).forEach(heap::free))
                .join();
        var met = new TreeMap<Long, Long>();
        heap.walk((address, byteSize) -> assertThat(met.put(address, byteSize)).isNull());
        assertThat(met).isEqualTo(live);
        heap.destroy();
    }

    /** At the address may be a block of another heap by now, and of the same thread. */
    @Test
    void aClosedHeapFreesNothingOfOthers() {
        var allocator = new JavaUnsafeAllocator();
        CcHeap closed = allocator.newHeap(HeapOptions.named("closed"));
        closed.close();
        try (CcHeap other = allocator.newHeap(HeapOptions.named("other"))) {
            long block = other.alloc(64);
            assertThatThrownBy(() -> closed.free(block, 64)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.freeUnsized(block)).isInstanceOf(IllegalStateException.class);
            assertThat(other.alloc(64)).isNotEqualTo(block);
        }
    }

    @Test
    void aHeapTellsOfItselfUntilItIsClosed() {
        CcHeap heap = new JavaUnsafeAllocator().newHeap(HeapOptions.named("told"));
        heap.alloc(100);
        assertThat(heap.describe()).contains("told", "arena 1", "slabs: 1");
        heap.close();
        assertThat(heap.describe()).contains("told", "closed").doesNotContain("arena");
    }
}
