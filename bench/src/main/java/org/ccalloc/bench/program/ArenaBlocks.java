package org.ccalloc.bench.program;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.ccalloc.spi.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are each an arena of the JDK: what it has for a block that lives as long as one wants. The JDK zeroes them. A larger
 * one is a new one, and a copy.
 */
final class ArenaBlocks implements BlockSource {

    private static final long NATURAL_ALIGNMENT = 16;

    private final boolean isShared;

    ArenaBlocks(boolean isShared) {
        this.isShared = isShared;
    }

    @Override
    public Slots newSlots(int count) {
        return new ArenaSlots(isShared, count);
    }

    @Override
    public long allocateNode(long byteSize) {
        throw new UnsupportedOperationException("an arena is not found by an address");
    }

    @Override
    public void freeNode(long address, long byteSize) {
        throw new UnsupportedOperationException("an arena is not found by an address");
    }

    private static final class ArenaSlots extends Slots {

        private final boolean isShared;
        private final @Nullable Arena[] arenas;

        ArenaSlots(boolean isShared, int count) {
            super(count);
            this.isShared = isShared;
            this.arenas = new Arena[count];
        }

        @Override
        long allocate(int slot, long byteSize) {
            return allocateAligned(slot, byteSize, NATURAL_ALIGNMENT);
        }

        @Override
        long allocateAligned(int slot, long byteSize, long byteAlignment) {
            Arena arena = isShared ? Arena.ofShared() : Arena.ofConfined();
            arenas[slot] = arena;
            return arena.allocate(byteSize, byteAlignment).address();
        }

        @Override
        long reallocate(int slot, long address, long oldByteSize, long newByteSize) {
            @Nullable Arena old = arenas[slot];
            long moved = allocate(slot, newByteSize);
            RawMemory.copy(address, moved, oldByteSize);
            close(old);
            return moved;
        }

        @Override
        void free(int slot, long address, long byteSize) {
            close(arenas[slot]);
            arenas[slot] = null;
        }

        @Override
        void swapOwners(int slot, Slots other, int otherSlot) {
            @Nullable Arena[] others = ((ArenaSlots) other).arenas;
            @Nullable Arena kept = arenas[slot];
            arenas[slot] = others[otherSlot];
            others[otherSlot] = kept;
        }

        private static void close(@Nullable Arena arena) {
            Objects.requireNonNull(arena, "arena").close();
        }
    }
}
