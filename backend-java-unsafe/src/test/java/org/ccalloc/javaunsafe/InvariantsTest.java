package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each invariant, broken by hand, is noticed, in words that name it. */
class InvariantsTest {
    private final TieredMemory memory = TieredMemory.ofAtMost(Long.MAX_VALUE);
    private final long unit = memory.allocate(64);
    private final long slab = Chunk.segmentAt(unit);
    private final long large = memory.allocate(300_000);
    private final long direct = memory.allocate(10 << 20);

    @BeforeEach
    void allIsWell() {
        assertThat(memory.checkInvariants()).isOne();
    }

    private void expect(String words) {
        assertThatThrownBy(memory::checkInvariants)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aUsedUnitThatIsNotCounted() {
        Memory.putInt(slab + Slab.USED, 0);
        expect("neither used nor free");
    }

    @Test
    void aFreeUnitWithoutItsMark() {
        Memory.putLong(Memory.getLong(slab + Slab.FREE) + Slab.MARK, 0);
        expect("without its mark");
    }

    @Test
    void aFreeListThatLeavesTheUnits() {
        Memory.putLong(Memory.getLong(slab + Slab.FREE), unit + 8);
        expect("in the free list, but no unit");
    }

    @Test
    void aCycleInAFreeList() {
        long first = Memory.getLong(slab + Slab.FREE);
        Memory.putLong(first, first);
        expect("a cycle in the free list");
    }

    @Test
    void aSlabThatIsCalledFullAndHasRoom() {
        Slab.setFull(slab, true);
        expect("full=true");
    }

    @Test
    void aSlabThatIsKeptAndNotTheOnlyOne() {
        for (int i = 0; i < SizeClasses.capacity(SizeClasses.of(64)); i++) {
            memory.allocate(64);
        }
        memory.free(unit);
        assertThat(memory.checkInvariants()).isEqualTo(2);
        Slab.setKept(slab, true);
        expect("is kept");
    }

    @Test
    void aRemoteFreeOfAUnitThatWasNeverHandedOut() {
        Memory.putLong(Memory.getLong(slab + Slab.GROUPS) + 3 * Slab.GROUP_BYTE_SIZE, 1);
        expect("freed, but never handed out");
    }

    @Test
    void aRemoteFreeOfAFreeUnit() {
        Memory.putLong(Memory.getLong(slab + Slab.GROUPS), 2);
        expect("a unit freed twice");
    }

    @Test
    void aQueueWhoseLinksDoNotAgree() {
        Memory.putLong(slab + SlabQueue.PREVIOUS, slab);
        expect("queue: previous");
    }

    @Test
    void aSlabOfAnotherHeap() {
        Segment.setOwner(slab, 2);
        expect("owner=2");
    }

    @Test
    void aPageMapThatForgetsAPage() {
        Memory.putByte(Chunk.of(slab) + Chunk.firstPage(slab) + 1, (byte) 0);
        expect("in another segment");
    }

    @Test
    void aFreePageThatIsInAPageMap() {
        Memory.putByte(Chunk.of(slab) + Chunk.PAGES - 1, (byte) Chunk.firstPage(slab));
        expect("in a segment and free, or neither");
    }

    @Test
    void aSegmentThatIsLongerThanItsPages() {
        Segment.setPages(Chunk.segmentAt(large), Chunk.PAGES - Chunk.firstPage(Chunk.segmentAt(large)));
        expect("in a segment with free pages");
    }

    @Test
    void aSegmentThatLeavesItsChunk() {
        Segment.setPages(Chunk.segmentAt(large), Chunk.PAGES);
        expect("leaves the chunk");
    }

    @Test
    void aSegmentOfNoKind() {
        Segment.setKind(Chunk.segmentAt(large), Segment.FREE);
        expect("in a segment of no kind");
    }

    @Test
    void aSlabThatIsInNoHeap() {
        long aligned = memory.allocateAligned(5 * SlabPages.SPAN_BYTE_SIZE, SlabPages.SPAN_BYTE_SIZE);
        long segment = Chunk.segmentAt(aligned);
        Segment.setKind(segment, SizeClasses.of(64));
        SlabPages.put(aligned, Segment.byteSize(segment), segment);
        expect("slabs: in arenas=2, in heaps=1");
    }

    @Test
    void aDirectBlockThatTheMapDoesNotKnow() {
        memory.chunkMap().put(direct, 0);
        expect("direct block");
    }

    @Test
    void memoryThatIsHeldByNobody() {
        memory.reservations().reserve(1000);
        expect("reservations: byteSize");
    }

    @Test
    void thePictureShowsAllOfIt() {
        assertThat(memory.describe())
                .contains("arena 1: 4 MiB at 0x", "#0", "LLLL", "....")
                .contains("slabs: 1, 64 KiB", "large blocks: 1, 304 KiB", "direct blocks: 1, 10240 KiB")
                .contains(
                        "thread heaps: 1, of which 0 have no thread",
                        "held from the system: 22528 KiB, and 0 KiB for heaps to come");
    }
}
