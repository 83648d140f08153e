package org.ccalloc.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heaps of a mock have its checks, and some of their own. */
class MockHeapTest {

    private final MockAllocator mock = MockAllocator.create();

    private CcHeap heap(String name) {
        return mock.newHeap(HeapOptions.named(name));
    }

    @Test
    void aBlockThatIsFreedThroughAnotherHeapIsAFault() {
        CcHeap one = heap("one");
        CcHeap other = heap("other");
        long block = one.alloc(40);
        long own = mock.alloc(40);
        expectWrongHeap("operation=free through heap other", "heap one", () -> other.free(block, 40));
        expectWrongHeap("operation=freeUnsized through heap other", "heap one", () -> other.freeUnsized(block));
        expectWrongHeap("operation=realloc through heap other", "heap one", () -> other.realloc(block, 40, 80));
        expectWrongHeap("operation=usableSize through heap other", "heap one", () -> other.usableSize(block));
        expectWrongHeap(
                "operation=resizeInPlace through heap other", "heap one", () -> other.resizeInPlace(block, 40, 39));
        expectWrongHeap("operation=free through the mock itself", "heap one", () -> mock.free(block, 40));
        expectWrongHeap("operation=free through heap one", "the mock itself", () -> one.free(own, 40));
        mock.takeFaults();
        one.free(block, 40);
        mock.free(own, 40);
        one.close();
        other.close();
        mock.close();
    }

    @Test
    void whatIsLiveInAClosedHeapIsNoLeak() {
        try (CcHeap heap = heap("request")) {
            heap.alloc(40);
            heap.alloc(100_000);
            assertThat(mock.counts().liveCount()).isEqualTo(2);
            assertThat(mock.liveBlocks()).hasSize(2);
        }
        assertThat(mock.counts().liveCount()).isZero();
        assertThat(mock.counts().liveByteSize()).isZero();
        assertThat(mock.liveBlocks()).isEmpty();
        assertThat(mock.heldByteSize()).isZero();
        mock.close();
    }

    @Test
    void whatIsLiveInAHeapThatNobodyClosedIsALeak() {
        CcHeap heap = heap("forgotten");
        heap.alloc(40);
        expect(MemoryFault.LEAK, mock::close);
        heap.close();
    }

    @Test
    void closingAHeapFindsAnOverrunAndRemembersIt() {
        CcHeap heap = heap("overrun");
        long block = heap.alloc(40);
        RawMemory.putByte(block + 40, (byte) 1);
        expect(MemoryFault.OVERRUN, heap::close);
        assertThat(heap.isClosed()).isTrue();
        heap.close();
        expect(MemoryFault.OVERRUN, mock::close);
    }

    @Test
    void closingAHeapFindsAWriteAfterFree() {
        CcHeap heap = heap("written");
        long block = heap.alloc(40);
        heap.free(block, 40);
        RawMemory.putByte(block + 8, (byte) 1);
        expect(MemoryFault.WRITE_AFTER_FREE, heap::close);
        mock.takeFaults();
        mock.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {4 << 10, 16 << 10, 64 << 10, 100_000})
    void aFixedCapacityServesSmallBlocksToItsEndAndAgainAfterFrees(long byteCapacity) {
        try (CcHeap heap = mock.newHeap(HeapOptions.named("small").withFixedCapacity(byteCapacity))) {
            List<Long> blocks = fill(heap, 100);
            long withRedzones = 112 + 2 * Slot.REDZONE_BYTE_SIZE;
            assertThat(blocks.size() * withRedzones).isBetween(byteCapacity * 7 / 8, byteCapacity);
            assertThat(heap.footprint()).isBetween(byteCapacity * 7 / 8, byteCapacity);
            blocks.forEach(block -> heap.free(block, 100));
            assertThat(fill(heap, 100)).hasSameSizeAs(blocks);
        }
        mock.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {96, 4 << 10, 16 << 10, 64 << 10, 100_000, 1 << 20, 200 << 20})
    void aFixedCapacityServesAlignmentsUpToTheOneItTells(long byteCapacity) {
        HeapOptions options = HeapOptions.named("aligned").withFixedCapacity(byteCapacity);
        long alignment;
        try (CcHeap heap = mock.newHeap(options)) {
            alignment = heap.maxByteAlignment();
            assertThat(heap.allocAligned(16, alignment)).isNotZero();
        }
        if (alignment < CcAllocator.MAX_PORTABLE_BYTE_ALIGNMENT) {
            try (CcHeap heap = mock.newHeap(options)) {
                assertThat(heap.allocAligned(1, 2 * alignment)).isZero();
            }
        }
        mock.close();
    }

    @Test
    void aLastRegionDoesNotServeWhatIsAlignedToMore() {
        try (CcHeap heap = mock.newHeap(HeapOptions.named("small").withFixedCapacity(4 << 10))) {
            assertThat(heap.alloc(8)).isNotZero();
            assertThat(heap.allocAligned(8, 256) % 256).isZero();
            assertThat(heap.allocAligned(8, 512)).isZero();
            assertThat(heap.alloc(8)).isNotZero();
        }
        mock.close();
    }

    private static List<Long> fill(CcHeap heap, long byteSize) {
        List<Long> blocks = new ArrayList<>();
        for (long block = heap.alloc(byteSize); block != 0; block = heap.alloc(byteSize)) {
            blocks.add(block);
        }
        return blocks;
    }

    @Test
    void aHeapInsideGivenMemoryIsRefusedWithTheReason() {
        try (Arena arena = Arena.ofConfined()) {
            HeapOptions inside = HeapOptions.named("inside").inside(arena.allocate(HeapOptions.MIN_MEMORY_BYTE_SIZE));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> mock.newHeap(inside))
                    .withMessageContaining("the capability CALLER_MEMORY, ")
                    .withMessageEndingWith("]: the mock guards memory that nobody else has)");
        }
        mock.close();
    }

    @Test
    void anAddressOfAClosedHeapIsForeign() {
        CcHeap heap = heap("closed");
        long block = heap.alloc(40);
        heap.close();
        expect(MemoryFault.FOREIGN_POINTER, () -> mock.free(block, 40));
        mock.takeFaults();
        mock.close();
    }

    @Test
    void requestsOfHeapsFailByTheRuleOfTheMock() {
        mock.failWhen(FailureRule.nth(3));
        try (CcHeap heap = heap("failing")) {
            assertThat(mock.alloc(8)).isNotZero();
            assertThat(heap.alloc(8)).isNotZero();
            assertThat(heap.alloc(8)).isZero();
            assertThat(heap.alloc(8)).isNotZero();
        }
    }

    @Test
    void theJournalHasTheBlocksOfHeapsAndTheirEnd() {
        MockAllocator recording = MockAllocator.builder().recording(true).build();
        try (CcHeap heap = recording.newHeap(HeapOptions.named("recorded"))) {
            heap.alloc(40);
            recording.alloc(50);
            heap.free(heap.alloc(60), 60);
        }
        assertThat(recording.journal().entries())
                .extracting(JournalEntry::operation)
                .containsExactly(Operation.ALLOC, Operation.ALLOC, Operation.ALLOC, Operation.FREE, Operation.FREE);
        assertThat(recording.journal().entries())
                .filteredOn(entry -> entry.operation() == Operation.ALLOC)
                .extracting(JournalEntry::resultOffset)
                .doesNotHaveDuplicates();
    }

    @Test
    void aHeapIsOfNoUseAfterTheEndOfItsMock() {
        CcHeap heap = heap("late");
        mock.close();
        assertThatIllegalStateException().isThrownBy(() -> heap.alloc(8)).withMessageContaining("the mock is closed");
        assertThatIllegalStateException().isThrownBy(() -> heap("new")).withMessageContaining("the mock is closed");
        heap.close();
    }

    private static void expectWrongHeap(String operation, String expected, ThrowingCallable call) {
        assertThat(expect(MemoryFault.WRONG_HEAP, call))
                .hasMessageContaining("wrong heap: " + operation)
                .hasMessageContaining("(expected an operation through " + expected + ", where it was allocated)");
    }

    private static MemoryFaultException expect(MemoryFault fault, ThrowingCallable call) {
        MemoryFaultException[] thrown = new MemoryFaultException[1];
        assertThatExceptionOfType(MemoryFaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault))
                .satisfies(e -> thrown[0] = e);
        return thrown[0];
    }
}
