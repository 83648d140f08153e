package org.ccalloc.spi;

import java.util.Set;

/** A heap for tests, whose blocks are those of a {@link SegmentAllocator} of its own. */
final class SegmentHeap extends AbstractCcHeap {

    /** Makes such heaps, and declares nothing else. */
    static class Maker extends SegmentAllocator {
        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.HEAPS, Capability.STATISTICS);
        }

        @Override
        protected CcHeap createHeap(HeapOptions options) {
            return new SegmentHeap(this, options);
        }
    }

    private final SegmentAllocator memory = new SegmentAllocator();
    private int destroyed;

    SegmentHeap(CcAllocator allocator, HeapOptions options) {
        super(allocator, options);
    }

    int liveBlocks() {
        return memory.liveBlocks();
    }

    int destroyed() {
        return destroyed;
    }

    @Override
    protected void destroy() {
        destroyed++;
    }

    @Override
    protected boolean ownsBlock(long address) {
        return memory.usableSize(address) > 0;
    }

    @Override
    protected long allocateBlock(long byteSize) {
        checkOpen();
        return memory.alloc(byteSize);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return memory.allocAligned(byteSize, byteAlignment);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        checkOpen();
        memory.free(address, byteSize);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        checkOpen();
        memory.freeUnsized(address);
    }

    @Override
    protected long usableBlockSize(long address) {
        checkOpen();
        return memory.usableSize(address);
    }
}
