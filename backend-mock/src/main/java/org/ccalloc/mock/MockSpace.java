package org.ccalloc.mock;

/**
 * Where the blocks of one allocator lie: of the mock itself, or of one of its heaps. Guarded by the lock of the {@link
 * BlockTable}.
 *
 * @param name for messages: that of the heap, or empty for the mock itself
 * @param memory what its slots are cut off
 * @param freeSlots those whose blocks were freed
 */
record MockSpace(String name, MockMemory memory, FreeSlots freeSlots) {

    boolean holds(Slot slot) {
        return slot.memory() == memory;
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "the mock itself" : "heap " + name;
    }
}
