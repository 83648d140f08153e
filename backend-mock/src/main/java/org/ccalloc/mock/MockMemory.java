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
    private static final long REGION_BYTE_ALIGNMENT = 4096;
    private static final long LARGEST_SHARED_BYTE_CAPACITY = 16 << 10;
    private static final long LARGEST_ALIGNMENT_WITH_REDZONE_BEFORE = 64 << 10;

    private final long byteLimit;
    private final Arena regions = Arena.ofShared();
    private final Set<OwnMemory> ownMemories = new HashSet<>();
    private long takenByteSize;
    private long nextRegionOffset;
    private long regionOffset;
    private long regionAddress;
    private long cut = REGION_BYTE_SIZE;

    /**
     * What one slot alone lies in.
     *
     * @param arena whose only segment it is
     * @param takenByteSize what it counts against the limit
     */
    record OwnMemory(Arena arena, long takenByteSize) {}

    /**
     * Takes nothing yet.
     *
     * @param byteLimit how much it may take in all
     */
    MockMemory(long byteLimit) {
        this.byteLimit = byteLimit;
    }

    /** A new slot; or null if the limit, or the JVM's, is reached. */
    @Nullable Slot newSlot(SlotKind kind) {
        boolean shared =
                kind.byteCapacity() <= LARGEST_SHARED_BYTE_CAPACITY && kind.byteAlignment() <= REGION_BYTE_ALIGNMENT;
        return shared ? cutOff(kind) : ofItsOwn(kind);
    }

    private @Nullable Slot cutOff(SlotKind kind) {
        long start = startOf(kind);
        if (start + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE > REGION_BYTE_SIZE) {
            long address = take(regions, REGION_BYTE_SIZE, REGION_BYTE_ALIGNMENT);
            if (address == 0) {
                return null;
            }
            regionAddress = address;
            regionOffset = nextOffset(REGION_BYTE_SIZE, REGION_BYTE_ALIGNMENT);
            cut = 0;
            start = startOf(kind);
        }
        cut = start + kind.byteCapacity() + Slot.REDZONE_BYTE_SIZE;
        return new Slot(regionAddress + start, regionOffset + start, kind, true, null);
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
        long offset = nextOffset(byteSize, Math.max(kind.byteAlignment(), REGION_BYTE_ALIGNMENT));
        return new Slot(address + lead, offset + lead, kind, redzoneBefore, memory);
    }

    private long nextOffset(long byteSize, long byteAlignment) {
        long offset = SlotKind.roundUp(nextRegionOffset, byteAlignment);
        nextRegionOffset = offset + byteSize;
        return offset;
    }

    private long take(Arena arena, long byteSize, long byteAlignment) {
        long total = byteSize + byteAlignment;
        if (total > byteLimit - takenByteSize) {
            return 0;
        }
        try {
            long address = arena.allocate(byteSize, byteAlignment).address();
            takenByteSize += total;
            return address;
        } catch (OutOfMemoryError _) {
            return 0;
        }
    }

    /** What counts against the limit now. */
    long takenByteSize() {
        return takenByteSize;
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
        takenByteSize -= memory.takenByteSize();
        return memory.takenByteSize();
    }

    /** Gives everything back. */
    void giveBackAll() {
        ownMemories.forEach(memory -> memory.arena().close());
        ownMemories.clear();
        regions.close();
    }
}
