package org.ccalloc.mock;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slots by the address of their blocks. Guarded by the lock of the {@link BlockTable}. */
final class SlotMap {

    /** Odd, so that no two addresses come to the same key: 2<sup>64</sup> divided by the golden ratio (Knuth, vol. 3, 6.4). */
    static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final Map<Long, Slot> slots = new HashMap<>();

    @Nullable Slot get(long address) {
        return slots.get(key(address));
    }

    void put(Slot slot) {
        slots.put(key(slot.address()), slot);
    }

    void remove(Slot slot) {
        slots.remove(key(slot.address()));
    }

    Collection<Slot> all() {
        return slots.values();
    }

    void clear() {
        slots.clear();
    }

    /** Addresses a power of two apart have equal low bits, and would crowd into few buckets. */
    private static long key(long address) {
        return address * FACTOR;
    }
}
