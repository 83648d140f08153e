package org.ccalloc.trace.recording;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.trace.TraceOperation;

/**
 * Has everything recorded that changes a block and succeeds. Its heaps are recorded as well, as if their blocks were the
 * allocator's own; what a heap is, and that it was closed, a trace does not tell: its blocks are then given back one by one.
 *
 * <p>Not recorded: what fails; usable sizes, {@code trim}, statistics.
 */
sealed class RecordingAllocator extends ForwardingCcAllocator permits RecordingHeap {

    /** For operations that name no alignment. */
    private static final long NATURAL = 1;

    private final Recording recording;
    private final RecordedBlocks blocks = new RecordedBlocks();

    RecordingAllocator(CcAllocator delegate, Recording recording) {
        super(delegate);
        this.recording = recording;
    }

    /** All blocks are about to be given back. */
    final void recordClose() {
        recording.closed(blocks);
    }

    private long recorded(TraceOperation operation, long address, long byteSize, long byteAlignment) {
        if (address != 0) {
            recording.allocated(blocks, operation, address, byteSize, byteAlignment);
        }
        return address;
    }

    @Override
    public long alloc(long byteSize) {
        return recorded(TraceOperation.ALLOC, delegate().alloc(byteSize), byteSize, NATURAL);
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        long address = delegate().calloc(count, elementByteSize);
        return recorded(TraceOperation.CALLOC, address, count * elementByteSize, NATURAL);
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        long address = delegate().allocAligned(byteSize, byteAlignment);
        return recorded(TraceOperation.ALLOC_ALIGNED, address, byteSize, byteAlignment);
    }

    @Override
    public long callocAligned(long count, long elementByteSize, long byteAlignment) {
        long address = delegate().callocAligned(count, elementByteSize, byteAlignment);
        return recorded(TraceOperation.CALLOC_ALIGNED, address, count * elementByteSize, byteAlignment);
    }

    @Override
    public long allocNode(long byteSize) {
        return recorded(TraceOperation.ALLOC_NODE, delegate().allocNode(byteSize), byteSize, NATURAL);
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        if (address == 0) {
            return recorded(
                    TraceOperation.ALLOC, delegate().realloc(0, oldByteSize, newByteSize), newByteSize, NATURAL);
        }
        int block = recording.beginMove(blocks, address);
        long moved = 0;
        try {
            moved = delegate().realloc(address, oldByteSize, newByteSize);
        } finally {
            endMove(TraceOperation.REALLOC, block, address, moved, newByteSize, NATURAL);
        }
        return moved;
    }

    @Override
    public long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (address == 0) {
            long fresh = delegate().reallocAligned(0, oldByteSize, newByteSize, byteAlignment);
            return recorded(TraceOperation.ALLOC_ALIGNED, fresh, newByteSize, byteAlignment);
        }
        int block = recording.beginMove(blocks, address);
        long moved = 0;
        try {
            moved = delegate().reallocAligned(address, oldByteSize, newByteSize, byteAlignment);
        } finally {
            endMove(TraceOperation.REALLOC_ALIGNED, block, address, moved, newByteSize, byteAlignment);
        }
        return moved;
    }

    private void endMove(
            TraceOperation operation, int block, long address, long moved, long newByteSize, long byteAlignment) {
        if (moved == 0) {
            recording.notMoved(blocks, block, address);
        } else {
            recording.moved(blocks, block, operation, moved, newByteSize, byteAlignment);
        }
    }

    @Override
    public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
        boolean resized = delegate().resizeInPlace(address, oldByteSize, newByteSize);
        if (resized) {
            recording.resizedInPlace(blocks, address, newByteSize);
        }
        return resized;
    }

    @Override
    public void free(long address, long byteSize) {
        if (address != 0 && byteSize >= 0) { // another size is refused, and the block stays [F04]
            recording.freed(blocks, TraceOperation.FREE, address);
        }
        delegate().free(address, byteSize);
    }

    @Override
    public void freeUnsized(long address) {
        if (address != 0) {
            recording.freed(blocks, TraceOperation.FREE_UNSIZED, address);
        }
        delegate().freeUnsized(address);
    }

    @Override
    public CcHeap newHeap(HeapOptions options) {
        return new RecordingHeap(delegate().newHeap(options), recording);
    }
}
