package org.ccalloc.jemalloc;

import org.ccalloc.spi.AbstractCcHeap;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;

/** A heap with an arena of jemalloc's for itself. */
final class JemallocHeap extends AbstractCcHeap {

    /** jemalloc looks at the lower 48 bits only. */
    private static final int ADDRESS_BITS = 48;

    private final int arena;
    private final long arenaFlag;
    private final HeapThreadCaches caches = new HeapThreadCaches();

    JemallocHeap(CcAllocator allocator, HeapOptions options, int arena) {
        super(allocator, options);
        this.arena = arena;
        this.arenaFlag = JemallocHeapLibrary.arenaFlag(arena);
    }

    @Override
    protected void destroy() {
        caches.destroy();
        HeapArenas.giveBack(arena);
    }

    @Override
    protected boolean ownsBlock(long address) {
        return address >>> ADDRESS_BITS == 0
                && JemallocHeapLibrary.arenaOf(address).orElse(-1) == arena;
    }

    /**
     * Empties the calling thread's cache and purges the arena; other threads' caches stay with them.
     *
     * @return 0: the bundled build does not tell how much it was
     */
    @Override
    protected long trimHeap() {
        caches.flushOwn();
        JemallocHeapLibrary.purge(arena);
        return 0;
    }

    // ----------------------------------------------------------------------------------------- primitives

    @Override
    protected long allocateBlock(long byteSize) {
        checkOpen();
        return JemallocLibrary.mallocx(byteSize, JemallocAllocator.NATURAL_ALIGNMENT, arenaFlag | caches.flag());
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        checkOpen();
        return JemallocLibrary.mallocx(
                byteSize, JemallocAllocator.NATURAL_ALIGNMENT, JemallocLibrary.ZERO | arenaFlag | caches.flag());
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return JemallocLibrary.mallocx(byteSize, byteAlignment, arenaFlag | caches.flag());
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return JemallocLibrary.mallocx(byteSize, byteAlignment, JemallocLibrary.ZERO | arenaFlag | caches.flag());
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return JemallocLibrary.rallocx(
                address, oldByteSize, newByteSize, JemallocAllocator.NATURAL_ALIGNMENT, arenaFlag | caches.flag());
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkOpen();
        return JemallocLibrary.rallocx(address, oldByteSize, newByteSize, byteAlignment, arenaFlag | caches.flag());
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return JemallocLibrary.resize(address, oldByteSize, newByteSize) >= newByteSize;
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        checkOpen();
        JemallocLibrary.dallocx(address, byteSize, caches.flag());
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        checkOpen();
        // Of any size for all we know, hence a long call.
        JemallocLibrary.dallocx(address, Long.MAX_VALUE, caches.flag());
    }

    @Override
    protected long usableBlockSize(long address) {
        checkOpen();
        return JemallocLibrary.usableSize(address);
    }
}
