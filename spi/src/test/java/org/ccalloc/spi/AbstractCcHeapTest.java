package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AbstractCcHeapTest {

    private final SegmentHeap.Maker allocator = new SegmentHeap.Maker();

    /** What has to do with memory; also where there is nothing to do. */
    private static final Map<String, Consumer<CcHeap>> OPERATIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("alloc", heap -> heap.alloc(8)),
            Map.entry("alloc nothing", heap -> heap.alloc(0)),
            Map.entry("calloc", heap -> heap.calloc(1, 8)),
            Map.entry("calloc nothing", heap -> heap.calloc(0, 8)),
            Map.entry("allocAligned", heap -> heap.allocAligned(8, 64)),
            Map.entry("allocAligned nothing", heap -> heap.allocAligned(0, 64)),
            Map.entry("callocAligned", heap -> heap.callocAligned(1, 8, 64)),
            Map.entry("callocAligned nothing", heap -> heap.callocAligned(1, 0, 64)),
            Map.entry("allocNode", heap -> heap.allocNode(8)),
            Map.entry("allocNode nothing", heap -> heap.allocNode(0)),
            Map.entry("realloc", heap -> heap.realloc(8, 8, 8)),
            Map.entry("realloc nothing", heap -> heap.realloc(0, 0, 0)),
            Map.entry("reallocAligned", heap -> heap.reallocAligned(8, 8, 8, 64)),
            Map.entry("reallocAligned nothing", heap -> heap.reallocAligned(0, 0, 0, 64)),
            Map.entry("free", heap -> heap.free(8, 8)),
            Map.entry("free nothing", heap -> heap.free(0, 8)),
            Map.entry("freeUnsized", heap -> heap.freeUnsized(8)),
            Map.entry("freeUnsized nothing", heap -> heap.freeUnsized(0)),
            Map.entry("usableSize", heap -> heap.usableSize(8)),
            Map.entry("usableSize of nothing", heap -> heap.usableSize(0)),
            Map.entry("trim", CcHeap::trim),
            Map.entry("owns", heap -> heap.owns(8)),
            Map.entry("owns nothing", heap -> heap.owns(0)),
            Map.entry("footprint", CcHeap::footprint),
            Map.entry("maxFootprint", CcHeap::maxFootprint),
            Map.entry("walk", heap -> heap.walk((_, _) -> {}))));

    static Iterable<String> operations() {
        return OPERATIONS.keySet();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationOnAClosedHeapThrows(String operation) {
        CcHeap heap = allocator.newHeap(HeapOptions.named("parser"));
        heap.close();
        assertThatThrownBy(
                        () -> Objects.requireNonNull(OPERATIONS.get(operation)).accept(heap))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=parser")
                .hasMessageContaining("allocator=segment")
                .hasMessageContaining("closed=true");
    }

    @Test
    void closingDestroysOnce() {
        SegmentHeap heap = new SegmentHeap(allocator, HeapOptions.named("parser"));
        assertThat(heap.isClosed()).isFalse();
        heap.close();
        heap.close();
        assertThat(heap.isClosed()).isTrue();
        assertThat(heap.destroyed()).isEqualTo(1);
    }

    @Test
    void nameAndStatisticsOutliveTheHeap() {
        allocator.statsEnable(true);
        CcHeap heap = allocator.newHeap(HeapOptions.named("parser"));
        long address = heap.alloc(100);
        heap.close();
        assertThat(address).isNotZero();
        assertThat(heap.name()).isEqualTo("parser");
        assertThat(heap.describe()).contains("parser", "segment", "closed");
        assertThat(heap.statsSnapshot()).isEqualTo(new CcAllocSnapshot(1, 0, 0, 100, 0));
        assertThat(allocator.statsSnapshot()).isEqualTo(CcAllocSnapshot.ZERO);
    }

    @Test
    void aHeapCountsFromTheStartIfItsAllocatorDoes() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("a"))) {
            assertThat(heap.statsEnabled()).isFalse();
        }
        allocator.statsEnable(true);
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("b"))) {
            assertThat(heap.statsEnabled()).isTrue();
        }
    }

    @Test
    void aHeapMakesNoHeaps() {
        CcHeap heap = allocator.newHeap(HeapOptions.named("parser"));
        assertThat(heap.capabilities()).containsExactly(Capability.STATISTICS);
        assertThatThrownBy(() -> heap.newHeap(HeapOptions.named("inner")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageEndingWith(
                        "(expected one that declares the capability HEAPS; this one declares [STATISTICS]: heaps are"
                                + " made by segment, not by its heaps)");
        heap.close();
    }

    @Test
    void whatIsNotDeclaredIsRefusedWithTheCapabilityThatIsMissing() {
        assertThatThrownBy(() -> allocator.newHeap(HeapOptions.named("fixed").withFixedCapacity(1 << 20)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("name=fixed")
                .hasMessageContaining("capability FIXED_CAPACITY");
        assertThatThrownBy(() -> new SegmentAllocator().newHeap(HeapOptions.named("any")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("allocator=segment")
                .hasMessageContaining("capability HEAPS");
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("parser"))) {
            assertThatThrownBy(heap::footprint)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("FOOTPRINT");
            assertThatThrownBy(heap::maxFootprint).hasMessageContaining("FOOTPRINT");
            assertThatThrownBy(() -> heap.walk((_, _) -> {})).hasMessageContaining("WALK");
            assertThat(heap.footprintLimit()).isEqualTo(Long.MAX_VALUE);
            assertThat(heap.maxByteAlignment()).isEqualTo(CcAllocator.MAX_PORTABLE_BYTE_ALIGNMENT);
        }
    }

    @Test
    void anAllocatorTellsWhyItDoesNotDeclareWhatIsAskedFor() {
        var reasoning = new SegmentHeap.Maker() {
            @Override
            protected Optional<String> reasonAgainst(Capability missing) {
                return Optional.of("no way to " + missing);
            }
        };
        assertThatThrownBy(() -> reasoning.newHeap(HeapOptions.named("fixed").withFixedCapacity(1 << 20)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith(
                        "newHeap: name=fixed, allocator=segment (expected one that declares the capability"
                                + " FIXED_CAPACITY, which none of those installed does; this one declares [")
                .hasMessageEndingWith("]: no way to FIXED_CAPACITY)");
        try (CcHeap heap = reasoning.newHeap(HeapOptions.named("parser"))) {
            assertThatThrownBy(heap::footprint).hasMessageEndingWith("FOOTPRINT; not this one: no way to FOOTPRINT)");
        }
    }

    @Test
    void ownsIsNeverTrueForAddressZero() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("parser"))) {
            long address = heap.alloc(8);
            assertThat(heap.owns(address)).isTrue();
            assertThat(heap.owns(0)).isFalse();
            heap.free(address, 8);
        }
    }
}
