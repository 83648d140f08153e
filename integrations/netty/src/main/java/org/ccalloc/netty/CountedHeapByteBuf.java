package org.ccalloc.netty;

import io.netty.buffer.UnpooledHeapByteBuf;

/** Netty's own buffer on the heap where Netty does without {@code sun.misc.Unsafe}, counted. */
final class CountedHeapByteBuf extends UnpooledHeapByteBuf {

    CountedHeapByteBuf(CcByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
        super(allocator, initialCapacity, maxCapacity);
    }

    @Override
    protected byte[] allocateArray(int initialCapacity) {
        byte[] array = super.allocateArray(initialCapacity);
        BufferMetric.of(this).addHeap(array.length);
        return array;
    }

    @Override
    protected void freeArray(byte[] array) {
        super.freeArray(array);
        BufferMetric.of(this).addHeap(-array.length);
    }
}
