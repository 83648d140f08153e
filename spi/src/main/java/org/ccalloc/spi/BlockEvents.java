package org.ccalloc.spi;

/**
 * Tells the flight recorder of single blocks. Not to be touched unless it is running: its classes may be missing, and take
 * a while to load.
 */
final class BlockEvents {

    /** For a block that was given back without its size. */
    static final long UNKNOWN_SIZE = 0;

    private BlockEvents() {}

    static void allocated(AbstractCcAllocator allocator, long address, long byteSize, long byteAlignment) {
        AllocationEvent event = new AllocationEvent();
        if (event.isEnabled()) {
            event.allocator = allocator.allocatorName();
            event.heap = allocator.heapName();
            event.address = address;
            event.byteSize = byteSize;
            event.byteAlignment = byteAlignment;
            event.commit();
        }
    }

    static void freed(AbstractCcAllocator allocator, long address, long byteSize) {
        FreeEvent event = new FreeEvent();
        if (event.isEnabled()) {
            event.allocator = allocator.allocatorName();
            event.heap = allocator.heapName();
            event.address = address;
            event.byteSize = byteSize;
            event.commit();
        }
    }
}
