package org.ccalloc.netty;

import io.netty.buffer.UnpooledHeapByteBuf;

/** Netty's own buffer on the heap, counted. */
final class CountedHeapByteBuf extends UnpooledHeapByteBuf {

    CountedHeapByteBuf(CcByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
        super(allocator, initialCapacity, maxCapacity);
    }

    @Override
    protected byte[] allocateArray(int initialCapacity) {
        byte[] array = super.allocateArray(initialCapacity);
        metric().addHeap(array.length);
        return array;
    }

    @Override
    protected void freeArray(byte[] array) {
        super.freeArray(array);
        metric().addHeap(-array.length);
    }

    /** Through {@code alloc()}, since the constructor of the superclass allocates already. */
    private BufferMetric metric() {
        return ((CcByteBufAllocator) alloc()).bufferMetric();
    }
}
