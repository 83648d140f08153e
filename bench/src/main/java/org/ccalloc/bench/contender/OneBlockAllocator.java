package org.ccalloc.bench.contender;

import java.lang.foreign.Arena;
import org.ccalloc.spi.CcAllocator;

/** Answers the same block, whatever it is asked for: what a program takes without its allocator. One block at a time may be live. */
public final class OneBlockAllocator implements CcAllocator {

    private static final long BYTE_SIZE = 16 << 20;
    private static final long BYTE_ALIGNMENT = 4096;

    private final long address =
            Arena.global().allocate(BYTE_SIZE, BYTE_ALIGNMENT).address();

    /** Takes the block. */
    public OneBlockAllocator() {}

    @Override
    public String name() {
        return "one block";
    }

    @Override
    public long alloc(long byteSize) {
        return allocAligned(byteSize, 1);
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        return byteSize <= BYTE_SIZE && byteAlignment <= BYTE_ALIGNMENT ? address : 0;
    }

    @Override
    public void free(long address, long byteSize) {}

    @Override
    public void freeUnsized(long address) {}

    @Override
    public long usableSize(long address) {
        return BYTE_SIZE;
    }
}
