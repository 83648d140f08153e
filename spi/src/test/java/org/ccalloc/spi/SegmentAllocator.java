package org.ccalloc.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/** Real memory for tests, from the JDK: each block is a segment that the garbage collector takes once it is freed. */
class SegmentAllocator extends AbstractCcAllocator {

    /** Past this, memory cannot be had. */
    static final long LARGEST_BLOCK = 1 << 24;

    private final ConcurrentHashMap<Long, MemorySegment> blocks = new ConcurrentHashMap<>();

    int liveBlocks() {
        return blocks.size();
    }

    @Override
    public String name() {
        return "segment";
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return allocateAlignedBlock(byteSize, 16);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        if (byteSize > LARGEST_BLOCK) {
            return 0;
        }
        MemorySegment segment = Arena.ofAuto().allocate(byteSize, byteAlignment);
        segment.fill((byte) 0x5a);
        blocks.put(segment.address(), segment);
        return segment.address();
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        MemorySegment segment = blocks.remove(address);
        if (segment == null || segment.byteSize() != byteSize) {
            throw new AssertionError(
                    "free: address=" + Long.toHexString(address) + ", byteSize=" + byteSize + ", block=" + segment);
        }
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        if (blocks.remove(address) == null) {
            throw new AssertionError("free: address=" + Long.toHexString(address));
        }
    }

    @Override
    protected long usableBlockSize(long address) {
        MemorySegment segment = blocks.get(address);
        return segment == null ? 0 : segment.byteSize();
    }
}
