package org.ccalloc.netty;

import io.netty.buffer.UnpooledUnsafeHeapByteBuf;

/** Netty's own buffer on the heap where Netty has {@code sun.misc.Unsafe}, counted. */
final class CountedUnsafeHeapByteBuf extends UnpooledUnsafeHeapByteBuf {

    CountedUnsafeHeapByteBuf(CcByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
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
