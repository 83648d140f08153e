package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CcArenaTest {

    private final SegmentAllocator allocator = new SegmentAllocator();

    @AfterEach
    void everyBlockCameBack() {
        assertThat(allocator.liveBlocks()).isZero();
    }

    @Test
    void Q01_aSegmentIsZeroFilled() {
        try (Arena arena = CcArena.ofConfined(allocator)) {
            MemorySegment segment = arena.allocate(1_000, 32);
            assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
            assertThat(segment.byteSize()).isEqualTo(1_000);
            assertThat(segment.address() % 32).isZero();
        }
    }

    @Test
    void Q01_aSegmentIsLeftAsItWasIfAskedFor() {
        try (Arena arena = CcArena.ofShared(allocator, CcArena.Contents.UNINITIALIZED)) {
            assertThat(arena.allocate(100).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x5a);
        }
    }

    @Test
    void Q02_aRequestForZeroBytesGivesAnEmptySegment() {
        try (Arena arena = CcArena.ofConfined(allocator)) {
            MemorySegment segment = arena.allocate(0, 16);
            assertThat(segment.byteSize()).isZero();
            assertThat(segment.address()).isNotZero();
            assertThat(segment.address() % 16).isZero();
        }
    }

    @Test
    void Q03_everyPowerOfTwoIsAnAlignmentAndNothingElse() {
        try (Arena arena = CcArena.ofConfined(allocator)) {
            for (long alignment = 1; alignment <= 1 << 16; alignment *= 2) {
                assertThat(arena.allocate(3, alignment).address() % alignment).isZero();
            }
            for (long alignment : new long[] {0, -8, 3, 24}) {
                assertThatThrownBy(() -> arena.allocate(3, alignment))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("byteAlignment=" + alignment);
            }
            assertThatThrownBy(() -> arena.allocate(-1, 8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("byteSize=-1");
        }
    }

    @Test
    void Q04_exhaustionIsAnOutOfMemoryError() {
        try (Arena arena = CcArena.ofConfined(allocator)) {
            assertThatThrownBy(() -> arena.allocate(Long.MAX_VALUE, 8))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("" + Long.MAX_VALUE)
                    .hasMessageContaining("segment");
            assertThat(arena.allocate(8, 8).byteSize()).isEqualTo(8);
        }
    }

    @Test
    void Q05_aClosedArenaAllocatesNothing() {
        Arena arena = CcArena.ofShared(allocator);
        arena.close();
        assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("try") // closes on purpose what it may not
    void Q05_aConfinedArenaIsItsOwnersAlone() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Throwable> thrownByClose = new AtomicReference<>();
        try (Arena arena = CcArena.ofConfined(allocator)) {
            arena.allocate(8);
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    arena.allocate(8);
                } catch (Throwable e) {
                    thrown.set(e);
                }
                try {
                    arena.close();
                } catch (Throwable e) {
                    thrownByClose.set(e);
                }
            });
            other.join();
            assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
            assertThat(thrownByClose.get()).isInstanceOf(WrongThreadException.class);
            assertThat(allocator.liveBlocks()).isEqualTo(1);
        }
    }

    @Test
    void Q06_closingEndsTheSegmentsAndFreesTheirBlocks() {
        MemorySegment segment;
        try (Arena arena = CcArena.ofConfined(allocator)) {
            segment = arena.allocate(64);
            for (int i = 0; i < 1_000; i++) {
                arena.allocate(i);
            }
            assertThat(allocator.liveBlocks()).isEqualTo(1_001);
            assertThat(segment.scope()).isEqualTo(arena.scope());
        }
        assertThat(segment.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void Q06_aSharedArenaClosedWhileOthersAllocateLosesNoBlock() throws Exception {
        for (int round = 0; round < 200; round++) {
            Arena arena = CcArena.ofShared(allocator);
            CountDownLatch allocating = new CountDownLatch(2);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    allocating.countDown();
                    try {
                        while (true) {
                            arena.allocate(24);
                        }
                    } catch (IllegalStateException closed) {
                        return;
                    }
                }));
            }
            allocating.await();
            arena.close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(allocator.liveBlocks()).isZero();
        }
    }

    @Test
    void Q08_anArenaThatTookOverAHeapClosesItInsteadOfFreeingItsBlocks() {
        SegmentHeap heap = new SegmentHeap(allocator, HeapOptions.named("arena"));
        Arena arena = CcArena.ofConfinedHeap(heap, CcArena.Contents.ZEROED);
        MemorySegment first = arena.allocate(100, 32);
        assertThat(first.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        MemorySegment second = arena.allocate(0, 1);
        assertThat(second.byteSize()).isZero();
        arena.close();
        assertThat(heap.isClosed()).isTrue();
        assertThat(heap.liveBlocks()).isEqualTo(2);
        assertThatThrownBy(() -> first.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void Q08_noAllocationRunsWhileAnotherThreadClosesTheHeap() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            SegmentHeap heap = new SegmentHeap(allocator, HeapOptions.named("arena"));
            Arena arena = CcArena.ofSharedHeap(heap, CcArena.Contents.UNINITIALIZED);
            var allocating = new CountDownLatch(1);
            var failure = new AtomicReference<Throwable>();
            Thread other = new Thread(() -> {
                try {
                    while (true) {
                        arena.allocate(8);
                        allocating.countDown();
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            other.start();
            allocating.await();
            arena.close();
            other.join();
            // Of the arena; that of the heap would mean that it was asked after its end.
            assertThat(failure.get()).isInstanceOf(IllegalStateException.class).hasMessageNotContaining("heap:");
        }
    }
}
