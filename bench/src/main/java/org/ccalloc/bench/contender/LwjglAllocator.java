package org.ccalloc.bench.contender;

import org.ccalloc.spi.CcAllocator;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.mimalloc.mimalloc;

/**
 * LWJGL's {@code MemoryUtil.nmemAlloc} and its like, on the mimalloc that LWJGL brings: the same build as ours.
 *
 * @implNote Blocks with an alignment of their own are freed by {@code nmemFree} too, which mimalloc allows.
 */
final class LwjglAllocator implements CcAllocator {

    /**
     * LWJGL falls back to the C library without a word where it does not find mimalloc; a figure of the wrong allocator
     * is worse than none.
     */
    LwjglAllocator() {
        MemoryUtil.MemoryAllocator allocator = MemoryUtil.getAllocator(false);
        if (allocator.getMalloc() != mimalloc.Functions.malloc) {
            throw new IllegalStateException(
                    "LWJGL: allocator=" + allocator.getClass().getName()
                            + " (expected the one on mimalloc; add -Dorg.lwjgl.system.allocator=mimalloc)");
        }
    }

    @Override
    public String name() {
        return Contenders.LWJGL;
    }

    @Override
    public long alloc(long byteSize) {
        return MemoryUtil.nmemAlloc(byteSize);
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        return MemoryUtil.nmemCalloc(count, elementByteSize);
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        return MemoryUtil.nmemAlignedAlloc(byteAlignment, byteSize);
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        return MemoryUtil.nmemRealloc(address, newByteSize);
    }

    @Override
    public void free(long address, long byteSize) {
        MemoryUtil.nmemFree(address);
    }

    @Override
    public void freeUnsized(long address) {
        MemoryUtil.nmemFree(address);
    }

    @Override
    public long usableSize(long address) {
        return mimalloc.nmi_usable_size(address);
    }
}
