package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Set;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.nativelibrary.SystemPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What heaps of fixed capacity, and inside given memory, do beyond the contract, and what they document. */
class RegionHeapTest {
    private static final long MIB = 1 << 20;

    private final JavaUnsafeAllocator allocator = new JavaUnsafeAllocator();

    private CcHeap fixed(long byteCapacity) {
        return allocator.newHeap(HeapOptions.named("fixed").withFixedCapacity(byteCapacity));
    }

    private CcHeap inside(MemorySegment memory) {
        return allocator.newHeap(HeapOptions.named("inside").inside(memory));
    }

    @Test
    void aCapacityIsRoundedUpToWholeUnitsOfWhichThereAre32BytesOfBooks() {
        for (long byteCapacity : new long[] {1, 4096, 4097, 8192}) {
            long expected = byteCapacity <= 4096 ? 4096 : 8192;
            try (CcHeap heap = fixed(byteCapacity)) {
                assertThat(heap.footprintLimit()).isEqualTo(expected);
                assertThat(heap.footprint()).isEqualTo(expected);
                assertThat(heap.maxFootprint()).isEqualTo(expected);
                assertThat(heap.alloc(expected - 31)).isZero();
                assertThat(heap.usableSize(heap.allocOrThrow(expected - 32))).isEqualTo(expected - 32);
            }
        }
    }

    @Test
    void aCapacityThatNobodyHasIsAnError() {
        for (long byteCapacity : new long[] {1L << 47, 1L << 60, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> fixed(byteCapacity))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("newHeap: name=fixed, allocator=java-unsafe, byteCapacity=" + byteCapacity
                            + " (expected memory for it)");
        }
        fixed(MIB).close();
    }

    @Test
    void capacitiesCountWhatIsHeldFromTheSystemUntilTheHeapIsClosed() {
        var reservations = new Reservations(MIB + 4096, SystemPages.current());
        HeapOptions options = HeapOptions.named("fixed").withFixedCapacity(MIB);
        try (CcHeap heap = RegionHeap.ofFixedCapacity(allocator, options, reservations, SystemPages.current())) {
            assertThat(reservations.byteSize()).isEqualTo(MIB);
            assertThatThrownBy(
                            () -> RegionHeap.ofFixedCapacity(allocator, options, reservations, SystemPages.current()))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage(
                            "newHeap: name=fixed, allocator=java-unsafe, byteCapacity=1048576 (expected memory for it, of"
                                    + " which ccalloc.java-unsafe.max-bytes=1052672 leaves 4096 bytes; a larger value, or heaps"
                                    + " closed, make room)");
            assertThat(heap.alloc(1000)).isNotZero();
        }
        assertThat(reservations.byteSize()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 4096 - 16, 1, 9})
    void givenMemoryMayStartAnywhere(long offset) {
        try (Arena arena = Arena.ofConfined()) {
            long byteSize = HeapOptions.MIN_MEMORY_BYTE_SIZE;
            MemorySegment memory = arena.allocate(byteSize + 4096, 4096).asSlice(offset, byteSize);
            try (CcHeap heap = inside(memory)) {
                assertThat(heap.footprintLimit()).isEqualTo(offset % 16 == 0 ? byteSize : byteSize - 16);
                long block = heap.allocOrThrow(heap.footprintLimit() - 32);
                assertThat(block % 16).isZero();
                assertThat(block).isBetween(memory.address() + 16, memory.address() + 32);
                assertThat(heap.capabilities())
                        .contains(Capability.WALK, Capability.FOOTPRINT)
                        .doesNotContain(Capability.TRIM);
                assertThat(heap.trim()).isZero();
            }
            memory.fill((byte) 1);
        }
    }

    @Test
    void aMappedFileHoldsTheBlocks(@TempDir Path directory) throws IOException {
        try (FileChannel file = FileChannel.open(
                        directory.resolve("blocks"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = file.map(FileChannel.MapMode.READ_WRITE, 0, MIB, arena);
            try (CcHeap heap = inside(memory)) {
                long block = heap.allocOrThrow(1000);
                Memory.putLong(block, 4711);
                assertThat(memory.get(ValueLayout.JAVA_LONG, block - memory.address()))
                        .isEqualTo(4711);
            }
        }
    }

    @Test
    void closingDoesNotTouchGivenMemoryThatIsGone() {
        CcHeap heap;
        try (Arena arena = Arena.ofConfined()) {
            heap = inside(arena.allocate(MIB, 4096));
            assertThat(heap.alloc(100)).isNotZero();
        }
        heap.close();
        assertThat(heap.describe()).endsWith("closed");
        assertThat(heap.footprintLimit()).isEqualTo(MIB);
    }

    @Test
    @SuppressWarnings("restricted")
    void memoryLargerThanAProcessorCanAddressIsRefused() {
        MemorySegment memory = MemorySegment.ofAddress(4096).reinterpret(1L << 50);
        assertThatThrownBy(() -> inside(memory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=inside, memory: byteSize=" + (1L << 50));
    }

    @Test
    void freeBlocksPagesGoBackAtTrim() {
        assumeTrue(allocator.capabilities().contains(Capability.TRIM));
        try (CcHeap heap = fixed(16 * MIB)) {
            long kept = heap.allocOrThrow(MIB);
            Memory.putLong(kept + MIB - 8, 42);
            long block = heap.allocOrThrow(10 * MIB);
            Memory.putLong(block + 5 * MIB, 42);
            heap.free(block, 10 * MIB);
            assertThat(heap.trim()).isBetween(15 * MIB - 3 * 65536, 15 * MIB);
            assertThat(Memory.getLong(kept + MIB - 8)).isEqualTo(42);
            assertThat(heap.capabilities()).contains(Capability.TRIM);
        }
    }

    @Test
    void walksVisitWhatIsLive() {
        try (CcHeap heap = fixed(MIB)) {
            long one = heap.allocOrThrow(100);
            long other = heap.allocOrThrow(200);
            heap.free(one, 100);
            var visited = new ArrayList<Long>();
            heap.walk((address, byteSize) -> {
                visited.add(address);
                visited.add(byteSize);
            });
            assertThat(visited).containsExactly(other, 208L);
            assertThat(heap.owns(other)).isTrue();
            assertThat(heap.owns(one)).isFalse();
        }
    }

    @Test
    void aReallocGrowsInPlaceMovesIfItMustAndReadsNoMoreThanThereIs() {
        try (CcHeap heap = fixed(MIB)) {
            long block = heap.allocOrThrow(100);
            Memory.putLong(block, 42);
            assertThat(heap.realloc(block, 100, 5000)).isEqualTo(block);
            long wall = heap.allocOrThrow(100);
            long moved = heap.reallocOrThrow(block, 5000, 10_000);
            assertThat(moved).isGreaterThan(wall);
            assertThat(Memory.getLong(moved)).isEqualTo(42);
            assertThat(heap.owns(block)).isFalse();
            long aligned = heap.reallocAlignedOrThrow(moved, 10_000, 10_000, 65536);
            assertThat(aligned % 65536).isZero();
            assertThat(Memory.getLong(aligned)).isEqualTo(42);
            assertThat(heap.realloc(aligned, 10_000, 2 * MIB)).isZero();
        }
    }

    @Test
    void aReallocWithAnOldSizeThatIsWrongByFarCopiesWhatThereIs() {
        try (CcHeap heap = fixed(MIB)) {
            long block = heap.allocOrThrow(100);
            Memory.putLong(block, 42);
            Memory.putLong(heap.allocOrThrow(10_000) + 4872, -1);
            long later = heap.allocOrThrow(400_000);
            Memory.putLong(later + 5000, 7);
            heap.free(later, 400_000);
            assertThat(heap.realloc(block, 1L << 40, 400_000)).isEqualTo(later);
            assertThat(Memory.getLong(later)).isEqualTo(42);
            assertThat(Memory.getLong(later + 5000)).isEqualTo(7);
        }
    }

    @Test
    void recycledMemoryIsZeroedWhenAskedFor() {
        try (CcHeap heap = fixed(MIB)) {
            long block = heap.allocOrThrow(5000);
            for (int i = 0; i < 5000; i += 8) {
                Memory.putLong(block + i, -1);
            }
            heap.free(block, 5000);
            assertThat(heap.callocOrThrow(5, 1000)).isEqualTo(block);
            for (int i = 0; i < 5000; i += 8) {
                assertThat(Memory.getLong(block + i)).isZero();
            }
        }
    }

    @Test
    void whoAsksElsewhereIsToldOfThisAllocator() {
        var growing = new ForwardingCcAllocator(allocator) {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.HEAPS);
            }
        };
        HeapOptions options = HeapOptions.named("fixed").withFixedCapacity(MIB);
        assertThatThrownBy(() -> options.checkSupportedBy(growing))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("newHeap: name=fixed, allocator=java-unsafe (expected one that declares the capability"
                        + " FIXED_CAPACITY, of those installed [java-unsafe]: -Dccalloc.backend=java-unsafe; this one"
                        + " declares [HEAPS])");
    }

    @Test
    void descriptionsNameTheHeapAndTellHowFullItIs() {
        try (CcHeap heap = fixed(MIB)) {
            heap.allocOrThrow(100);
            assertThat(heap.describe())
                    .startsWith("heap fixed of java-unsafe; region: 1048576 bytes at 0x")
                    .contains("live blocks: 1, 128 bytes");
        }
    }

    @Test
    void aFullHeapServesAgainAsAWhole() {
        try (CcHeap heap = fixed(MIB)) {
            for (int round = 0; round < 3; round++) {
                var blocks = new ArrayList<Long>();
                for (long block = heap.alloc(1000); block != 0; block = heap.alloc(1000)) {
                    blocks.add(block);
                }
                assertThat(blocks).hasSize((int) ((MIB - 16) / 1024));
                blocks.forEach(heap::freeUnsized);
                heap.free(heap.allocOrThrow(MIB - 32), MIB - 32);
            }
        }
    }
}
