package org.ccalloc.tck;

/** Blocks that start some bytes later than they should. */
final class ShiftedBlocks extends LibcAllocator {

    private final long leastByteSize;
    private final long byteShift;

    /**
     * Shifts.
     *
     * @param leastByteSize smaller blocks stay where they are
     * @param byteShift by how much the others are shifted, less than 16
     */
    ShiftedBlocks(long leastByteSize, long byteShift) {
        this.leastByteSize = leastByteSize;
        this.byteShift = byteShift;
    }

    @Override
    protected long allocateBlock(long byteSize) {
        if (byteSize < leastByteSize || byteSize > Long.MAX_VALUE - byteShift) {
            return super.allocateBlock(byteSize);
        }
        long address = super.allocateBlock(byteSize + byteShift);
        return address == 0 ? 0 : address + byteShift;
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        super.freeUnsizedBlock(address - shiftOf(address));
    }

    @Override
    protected long usableBlockSize(long address) {
        return super.usableBlockSize(address - shiftOf(address)) - shiftOf(address);
    }

    /** The C library's blocks are multiples of 16. */
    private static long shiftOf(long address) {
        return address & 15;
    }
}
