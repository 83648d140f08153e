package org.ccalloc.mock;

import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mock's real memory. Every slot has an offset in an imagined space without gaps between regions, which depends on
 * the requests alone; its address is that offset moved to where the JVM put the region.
 *
 * <p>Small slots are cut off regions, one after another. A large slot, or one with a large alignment, is a region by
 * itself, so that it can be given back by itself, and so that the JVM need not touch what lies between two multiples of
 * a large alignment.
 *
 * <p>Guarded by the lock of the {@link BlockTable}.
 */
final class MockMemory {

    private static final long REGION_BYTE_SIZE = 256 << 10;

    /** Of a heap, whose next is twice as large, and so on: there may be a thousand heaps. */
    private static final long FIRST_REGION_BYTE_SIZE_OF_HEAP = 32 << 10;

    private static final long REGION_BYTE_ALIGNMENT = 4096;
    private static final long LARGEST_SHARED_BYTE_CAPACITY = 16 << 10;
    private static final long LARGEST_ALIGNMENT_WITH_REDZONE_BEFORE = 64 << 10;

    private final MockBudget budget;
    private final long byteLimit;
    private final Arena regions = Arena.ofShared();
    private final Set<OwnMemory> ownMemories = new HashSet<>();
    private long takenByteSize;
    private long highestByteSize;
    private long nextRegionByteSize;
    private long regionByteSize;
    private long regionOffset;
    private long regionAddress;
    private long cut;

    /**
     * What one slot alone lies in.
     *
     * @param arena whose only segment it is
     * @param takenByteSize what it counts against the limit
     */
    record OwnMemory(Arena arena, long takenByteSize) {}

    private MockMemory(MockBudget budget, long byteLimit, long firstRegionByteSize) {
        this.budget = budget;
        this.byteLimit = byteLimit;
        this.nextRegionByteSize = firstRegionByteSize;
    }

    /**
     * That of a mock itself; takes nothing yet.
     *
     * @param budget what it may take in all
     */
    static MockMemory ofMock(MockBudget budget) {
        return new MockMemory(budget, Long.MAX_VALUE, REGION_BYTE_SIZE);
    }

    /**
     * That of a heap; takes nothing yet.
     *
     * @param budget what it may take in all, together with its mock
     * @param byteLimit how much of that it may take by itself
     */
    static MockMemory ofHeap(MockBudget budget, long byteLimit) {
        return new MockMemory(budget, byteLimit, FIRST_REGION_BYTE_SIZE_OF_HEAP);
    }

    /** A new slot; or null if the limit, or the JVM's, is reached. */
    @Nullable Slot newSlot(SlotKind kind) {
        boolean shared =
                kind.byteCapacity() <= LARGEST_SHARED_BYTE_CAPACITY && kind.byteAlignment() <= REGION_BYTE_ALIGNMENT;
        return shared ? cutOff(kind) : ofItsOwn(kind);
    }

    private @Nullable Slot cutOff(SlotKind kind) {
        long start = startOf(kind);
        if (start + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE > regionByteSize) {
            long address = take(regions, nextRegionByteSize, REGION_BYTE_ALIGNMENT);
            if (address == 0) {
                return null;
            }
            regionAddress = address;
            regionByteSize = nextRegionByteSize;
            nextRegionByteSize = Math.min(REGION_BYTE_SIZE, 2 * regionByteSize);
            regionOffset = budget.nextOffset(regionByteSize, REGION_BYTE_ALIGNMENT);
            cut = 0;
            start = startOf(kind);
        }
        cut = start + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE;
        return new Slot(this, regionAddress + start, regionOffset + start, kind, true, null);
    }

    /** Where the next slot of a region starts, after the redzone of the slot before and one of its own. */
    private long startOf(SlotKind kind) {
        return SlotKind.roundUp(cut + Slot.REDZONE_BYTE_SIZE, kind.byteAlignment());
    }

    private @Nullable Slot ofItsOwn(SlotKind kind) {
        // A redzone before it takes a whole step of the alignment, which the JVM would fill with zeros.
        boolean redzoneBefore = kind.byteAlignment() <= LARGEST_ALIGNMENT_WITH_REDZONE_BEFORE;
        long lead = redzoneBefore ? SlotKind.roundUp(Slot.REDZONE_BYTE_SIZE, kind.byteAlignment()) : 0;
        long byteSize = lead + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE;
        Arena arena = Arena.ofShared();
        long address = take(arena, byteSize, kind.byteAlignment());
        if (address == 0) {
            arena.close();
            return null;
        }
        var memory = new OwnMemory(arena, byteSize + kind.byteAlignment());
        ownMemories.add(memory);
        long offset = budget.nextOffset(byteSize, Math.max(kind.byteAlignment(), REGION_BYTE_ALIGNMENT));
        return new Slot(this, address + lead, offset + lead, kind, redzoneBefore, memory);
    }

    private long take(Arena arena, long byteSize, long byteAlignment) {
        long total = byteSize + byteAlignment;
        if (total > byteLimit - takenByteSize || !budget.allows(total)) {
            return 0;
        }
        try {
            long address = arena.allocate(byteSize, byteAlignment).address();
            budget.take(total);
            takenByteSize += total;
            highestByteSize = Math.max(highestByteSize, takenByteSize);
            return address;
        } catch (OutOfMemoryError _) {
            return 0;
        }
    }

    /** What counts against the limit now. */
    long takenByteSize() {
        return takenByteSize;
    }

    /** The most that counted against the limit at any time. */
    long highestByteSize() {
        return highestByteSize;
    }

    /**
     * Gives the memory of a slot back, if it has some of its own.
     *
     * @param slot one that nobody will use again
     * @return bytes
     */
    long giveBack(Slot slot) {
        OwnMemory memory = slot.ownMemory();
        if (memory == null) {
            return 0;
        }
        ownMemories.remove(memory);
        memory.arena().close();
        budget.giveBack(memory.takenByteSize());
        takenByteSize -= memory.takenByteSize();
        return memory.takenByteSize();
    }

    /** Gives everything back. */
    void giveBackAll() {
        ownMemories.forEach(memory -> memory.arena().close());
        ownMemories.clear();
        regions.close();
        budget.giveBack(takenByteSize);
        takenByteSize = 0;
    }
}
