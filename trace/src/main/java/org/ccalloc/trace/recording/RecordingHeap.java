package org.ccalloc.trace.recording;

import org.ccalloc.spi.CcHeap;

/** A heap whose operations are recorded. The recording does not lead to it, so that one that is forgotten is noticed. */
final class RecordingHeap extends RecordingAllocator implements CcHeap {

    private final CcHeap heap;

    RecordingHeap(CcHeap heap, Recording recording) {
        super(heap, recording);
        this.heap = heap;
    }

    @Override
    public boolean owns(long address) {
        return heap.owns(address);
    }

    @Override
    public long footprint() {
        return heap.footprint();
    }

    @Override
    public long maxFootprint() {
        return heap.maxFootprint();
    }

    @Override
    public long footprintLimit() {
        return heap.footprintLimit();
    }

    @Override
    public long maxByteAlignment() {
        return heap.maxByteAlignment();
    }

    @Override
    public void walk(BlockVisitor visitor) {
        heap.walk(visitor);
    }

    @Override
    public boolean isClosed() {
        return heap.isClosed();
    }

    @Override
    public void close() {
        recordClose();
        heap.close();
    }
}
