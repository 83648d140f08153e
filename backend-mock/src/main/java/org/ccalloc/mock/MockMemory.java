package org.ccalloc.mock;

import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Set;
import org.ccalloc.spi.CcAllocator;
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

    /** Of what the limit leaves for a last region, what it may take to align it. */
    private static final long LAST_REGION_SHARE_OF_ALIGNMENT = 16;

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
    private long regionByteAlignment;
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
        boolean fits = kind.byteAlignment() <= regionByteAlignment && endBehind(cut, kind) <= regionByteSize;
        if (!fits && !beginRegion(kind)) {
            return null;
        }
        long start = startBehind(cut, kind);
        cut = endBehind(cut, kind);
        return new Slot(this, regionAddress + start, regionOffset + start, kind, true, null);
    }

    /** Begins a region with room for a kind; a smaller one, and aligned to less, where the limit leaves no more. */
    private boolean beginRegion(SlotKind kind) {
        long byteSize = nextRegionByteSize;
        long byteAlignment = REGION_BYTE_ALIGNMENT;
        long left = leftByteSize();
        if (byteSize + byteAlignment > left) {
            long affordable = Long.highestOneBit(left / LAST_REGION_SHARE_OF_ALIGNMENT);
            byteAlignment = Math.max(kind.byteAlignment(), Math.min(REGION_BYTE_ALIGNMENT, affordable));
            byteSize = left - byteAlignment;
        }
        long address = endBehind(0, kind) > byteSize ? 0 : take(regions, byteSize, byteAlignment);
        if (address == 0) {
            return false;
        }
        regionAddress = address;
        regionByteSize = byteSize;
        regionByteAlignment = byteAlignment;
        nextRegionByteSize = Math.min(REGION_BYTE_SIZE, 2 * nextRegionByteSize);
        regionOffset = budget.nextOffset(byteSize, REGION_BYTE_ALIGNMENT);
        cut = 0;
        return true;
    }

    /** Where the next slot of a region starts, after the redzone of the slot before and one of its own. */
    private static long startBehind(long end, SlotKind kind) {
        return SlotKind.roundUp(end + Slot.REDZONE_BYTE_SIZE, kind.byteAlignment());
    }

    /** Where that slot ends, with its redzone. */
    private static long endBehind(long end, SlotKind kind) {
        return startBehind(end, kind) + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE;
    }

    private @Nullable Slot ofItsOwn(SlotKind kind) {
        long lead = leadOf(kind);
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
        return new Slot(this, address + lead, offset + lead, kind, lead > 0, memory);
    }

    /** A redzone before a slot takes a whole step of the alignment, which the JVM would fill with zeros: not where that is large. */
    private static long leadOf(SlotKind kind) {
        return kind.byteAlignment() <= LARGEST_ALIGNMENT_WITH_REDZONE_BEFORE ? startBehind(0, kind) : 0;
    }

    private long take(Arena arena, long byteSize, long byteAlignment) {
        long total = byteSize + byteAlignment;
        if (total > leftByteSize()) {
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

    private long leftByteSize() {
        return Math.min(byteLimit - takenByteSize, budget.leftByteSize());
    }

    /**
     * The largest alignment that a slot can have.
     *
     * @param byteLimit of a heap
     * @return a power of two, of those that every allocator serves
     */
    static long maxByteAlignment(long byteLimit) {
        long alignment = CcAllocator.MAX_PORTABLE_BYTE_ALIGNMENT;
        while (alignment > CcAllocator.MIN_BYTE_ALIGNMENT && leastByteSize(alignment) > byteLimit) {
            alignment >>>= 1;
        }
        return alignment;
    }

    /** What the smallest slot of an alignment takes, if there is no other. */
    private static long leastByteSize(long byteAlignment) {
        var kind = new SlotKind(MockAllocator.NATURAL_ALIGNMENT, byteAlignment);
        long lead = leadOf(kind);
        return lead + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE + byteAlignment;
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
