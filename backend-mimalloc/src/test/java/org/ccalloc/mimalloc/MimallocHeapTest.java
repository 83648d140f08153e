package org.ccalloc.mimalloc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What heaps on mimalloc do beyond the contract, and what they document. */
class MimallocHeapTest {

    private static final long UNIT = ExclusiveArena.UNIT_BYTE_SIZE;

    private final MimallocAllocator allocator = new MimallocAllocator();

    private CcHeap fixed(long byteCapacity) {
        return allocator.newHeap(options(byteCapacity));
    }

    private static HeapOptions options(long byteCapacity) {
        return HeapOptions.named("fixed").withFixedCapacity(byteCapacity);
    }

    @Test
    void aReallocStaysInItsHeap() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("growing"))) {
            for (long byteSize : new long[] {8, 100, 5000, 300_000, 5 << 20}) {
                long block = heap.allocOrThrow(byteSize);
                long larger = heap.reallocOrThrow(block, byteSize, 3 * byteSize);
                assertThat(heap.owns(larger)).as("byteSize=%d", byteSize).isTrue();
                long aligned = heap.reallocAlignedOrThrow(larger, 3 * byteSize, byteSize, 4096);
                assertThat(heap.owns(aligned)).as("byteSize=%d", byteSize).isTrue();
            }
        }
    }

    /** Those that have used it do not ask any more whether it is open. */
    @Test
    void aClosedHeapTurnsAwayAllThreadsThatHaveUsedIt() {
        CcHeap heap = allocator.newHeap(HeapOptions.named("closed"));
        try (ExecutorService first = Executors.newSingleThreadExecutor();
                ExecutorService second = Executors.newSingleThreadExecutor();
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<ExecutorService> threads = List.of(first, second, virtual);
            for (ExecutorService thread : threads) {
                assertThat(thread.submit(() -> heap.alloc(64))).succeedsWithin(10, SECONDS);
            }
            heap.close();
            for (ExecutorService thread : threads) {
                assertThat(thread.submit(() -> heap.alloc(64)))
                        .failsWithin(10, SECONDS)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(IllegalStateException.class)
                        .withMessageContaining("name=closed");
            }
        }
    }

    @Test
    void aThreadIsEnteredUntilAllAreExpelled() {
        long heap = MimallocHeapLibrary.newHeap();
        long id = Thread.currentThread().threadId();
        HeapThreads threads = new HeapThreads();
        assertThat(threads.find(id)).isEqualTo(HeapThread.NONE);
        threads.enter(heap);
        assertThat(threads.find(id).id()).isEqualTo(id);
        threads.expelAll();
        assertThat(threads.find(id)).isEqualTo(HeapThread.NONE);
        MimallocHeapLibrary.destroy(heap);
    }

    /** What is not known of other builds is computed: it has to be a size of the same class. */
    @Test
    @EnabledIf("isKnownBuild")
    void theSizeOfMetadataIsAsComputed() {
        for (long arenaByteSize :
                new long[] {0, UNIT, 2 * UNIT, 3 * UNIT, 4 * UNIT, 8 * UNIT, 16 * UNIT, 32 * UNIT, 64 * UNIT}) {
            long arena = arenaByteSize == 0 ? 0 : MimallocHeapLibrary.reserveArena(arenaByteSize);
            long heap = arena == 0 ? MimallocHeapLibrary.newHeap() : MimallocHeapLibrary.newHeapIn(arena);
            assertThat(MimallocHeapLibrary.malloc(heap, 100)).isNotZero();
            long computed = MimallocLibrary.malloc(MetadataNeighbors.expectedPagesByteSize(arenaByteSize));
            assertThat(MimallocLibrary.usableSize(computed))
                    .as("arenaByteSize=%d", arenaByteSize)
                    .isEqualTo(MetadataNeighbors.pagesByteSize(heap));
            MimallocLibrary.free(computed, 1);
            MimallocHeapLibrary.destroy(heap);
        }
    }

    /** A block that is larger than an arena comes from the system, and mimalloc knows of no pages yet. */
    @Test
    @EnabledIf("isKnownBuild")
    void neighborsOfMetadataAreTakenWithTheFirstBlockInAnArena() {
        long heap = MimallocHeapLibrary.newHeap();
        assertThat(MimallocHeapLibrary.malloc(heap, 2L << 30)).isNotZero();
        assertThat(MetadataNeighbors.of(heap, 0)).isNull();
        assertThat(MimallocHeapLibrary.malloc(heap, 100)).isNotZero();
        MetadataNeighbors neighbors = requireNonNull(MetadataNeighbors.of(heap, 0));
        assertThat(MimallocLibrary.usableSize(neighbors.ofPages())).isEqualTo(MetadataNeighbors.pagesByteSize(heap));
        MimallocHeapLibrary.destroy(heap);
        neighbors.free();
    }

    static boolean isKnownBuild() {
        return KnownBuild.LOADED;
    }

    @Test
    void aCapacityIsRoundedUpToWholeArenas() {
        for (long byteCapacity : new long[] {1, UNIT, UNIT + 1}) {
            try (CcHeap heap = fixed(byteCapacity)) {
                assertThat(heap.footprintLimit()).isEqualTo(byteCapacity <= UNIT ? UNIT : 2 * UNIT);
            }
        }
    }

    @Test
    void aFixedHeapServesBlocksAsLargeAsDocumented() {
        long mebi = 1 << 20;
        for (long[] capacityAndLargest : new long[][] {{32, 31}, {64, 32}, {128, 96}, {256, 224}, {1024, 224}}) {
            try (CcHeap heap = fixed(capacityAndLargest[0] * mebi)) {
                long largest = capacityAndLargest[1] * mebi;
                assertThat(heap.alloc(largest + mebi))
                        .as("of %d MiB", capacityAndLargest[0])
                        .isZero();
                assertThat(heap.alloc(largest))
                        .as("of %d MiB", capacityAndLargest[0])
                        .isNotZero();
            }
        }
    }

    @Test
    void aFixedHeapServesSmallBlocksUpToItsLimit() {
        try (CcHeap heap = fixed(UNIT)) {
            long bytes = 0;
            while (heap.alloc(1000) != 0) {
                bytes += 1000;
            }
            assertThat(bytes).isBetween(30L << 20, UNIT);
        }
    }

    @Test
    void aFixedHeapServesAlignmentsUpTo64KiB() {
        try (CcHeap heap = fixed(UNIT)) {
            assertThat(heap.maxByteAlignment()).isEqualTo(64 << 10);
            assertThat(heap.allocAligned(100, 64 << 10)).isNotZero();
            assertThat(heap.allocAligned(100, 128 << 10)).isZero();
        }
    }

    @Test
    void aLaterHeapLiesInTheArenaOfOneThatWasClosedAndFindsItZero() {
        long first;
        try (CcHeap heap = fixed(3 * UNIT)) {
            first = heap.allocOrThrow(20 << 20);
            RawMemory.fill(first, 20 << 20, (byte) 42);
        }
        try (CcHeap heap = fixed(3 * UNIT)) {
            long again = heap.callocOrThrow(1, 20 << 20);
            assertThat(again - first).isBetween(-3 * UNIT, 3 * UNIT);
            assertThat(RawMemory.getLong(again)).isZero();
            assertThat(RawMemory.getLong(again + (20 << 20) - 8)).isZero();
        }
    }

    @Test
    void arenasThatMayNotBecomeMoreServeWhatTheyAreLargeEnoughFor() {
        ExclusiveArenas arenas = new ExclusiveArenas(2);
        ExclusiveArena large = arenas.take(options(4 * UNIT));
        ExclusiveArena small = arenas.take(options(1));
        assertThat(small.byteSize()).isEqualTo(UNIT);
        assertThatThrownBy(() -> arenas.take(options(1)))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("name=fixed")
                .hasMessageContaining("arenas=2 of 2")
                .hasMessageContaining("close a heap of fixed capacity, or give all of them one capacity");
        arenas.giveBack(large);
        assertThat(arenas.take(options(1))).isEqualTo(large);
        arenas.giveBack(small);
        assertThatThrownBy(() -> arenas.take(options(2 * UNIT))).isInstanceOf(OutOfMemoryError.class);
        assertThat(arenas.take(options(1))).isEqualTo(small);
    }

    @Test
    void aCapacityThatNobodyHasIsAnError() {
        for (long byteCapacity : new long[] {1L << 50, 1L << 60, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> fixed(byteCapacity))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("byteCapacity=" + byteCapacity)
                    .hasMessageContaining("expected " + (1L << 40) + " bytes or less");
        }
        fixed(UNIT).close();
    }

    /** A library that is given may be older than heaps which all threads may use. */
    @Test
    void heapsAreDeclaredIfTheLibraryHasThem() {
        assertThat(MimallocAllocator.capabilities(true)).contains(Capability.HEAPS, Capability.FIXED_CAPACITY);
        assertThat(MimallocAllocator.capabilities(false))
                .doesNotContain(Capability.HEAPS, Capability.FIXED_CAPACITY)
                .contains(Capability.TRIM);
        assertThat(MimallocLibrary.hasHeapsForAllThreads()).isTrue();
    }
}
