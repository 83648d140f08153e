package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import java.util.concurrent.atomic.LongAdder;

/** What the live buffers of one allocator have, in bytes. */
final class BufferMetric implements ByteBufAllocatorMetric {

    private final ByteCount directBytes = new ByteCount();
    private final LongAdder heapBytes = new LongAdder();

    /** Through {@code alloc()}, since a buffer on the heap allocates in the constructor of its superclass. */
    static BufferMetric of(ByteBuf buffer) {
        return ((CcByteBufAllocator) buffer.alloc()).bufferMetric();
    }

    void addDirect(int byteSize) {
        directBytes.add(byteSize);
    }

    void addHeap(int byteSize) {
        heapBytes.add(byteSize);
    }

    @Override
    public long usedDirectMemory() {
        return directBytes.sum();
    }

    @Override
    public long usedHeapMemory() {
        return heapBytes.sum();
    }

    @Override
    public String toString() {
        return "usedHeapMemory: " + usedHeapMemory() + "; usedDirectMemory: " + usedDirectMemory();
    }
}
