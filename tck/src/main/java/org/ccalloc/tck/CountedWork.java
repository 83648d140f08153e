package org.ccalloc.tck;

import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;

/** Work on an allocator that keeps the same books as the allocator has to. For one thread. */
final class CountedWork {

    private final CcAllocator allocator;
    private long allocCount;
    private long freeCount;
    private long unsizedFreeCount;
    private long allocBytes;
    private long freeBytes;

    CountedWork(CcAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * What the statistics must show after this.
     *
     * @return the totals
     */
    CcAllocSnapshot expected() {
        return new CcAllocSnapshot(allocCount, freeCount, unsizedFreeCount, allocBytes, freeBytes);
    }

    Block allocate(Allocation way, long byteSize) {
        Block block = new Block(Expect.block(way.call(byteSize), way.ask(allocator, byteSize)), byteSize);
        allocCount++;
        allocBytes += byteSize;
        return block;
    }

    Block resize(Block block, long newByteSize) {
        long address = block.address();
        if (!allocator.resizeInPlace(address, block.byteSize(), newByteSize)) {
            String call = "realloc(" + Block.hex(address) + ", " + block.byteSize() + ", " + newByteSize + ")";
            address = Expect.block(call, allocator.realloc(address, block.byteSize(), newByteSize));
        }
        allocCount++;
        allocBytes += newByteSize;
        freeCount++;
        freeBytes += block.byteSize();
        return new Block(address, newByteSize);
    }

    void free(Block block) {
        allocator.free(block.address(), block.byteSize());
        freeCount++;
        freeBytes += block.byteSize();
    }

    void freeUnsized(Block block) {
        allocator.freeUnsized(block.address());
        freeCount++;
        unsizedFreeCount++;
    }

    /**
     * Whole lives of blocks, one after the other.
     *
     * @param blocks how many
     */
    void run(int blocks) {
        for (int i = 0; i < blocks; i++) {
            Block block = allocate(Allocation.at(i), 1 + i % 300);
            if (i % 3 == 0) {
                block = resize(block, 1 + i % 500);
            }
            if (i % 4 == 0) {
                freeUnsized(block);
            } else {
                free(block);
            }
        }
    }

    /**
     * Adds what several threads did.
     *
     * @param all their work
     * @return the totals
     */
    static CcAllocSnapshot expected(Iterable<CountedWork> all) {
        CcAllocSnapshot sum = CcAllocSnapshot.ZERO;
        for (CountedWork work : all) {
            sum = sum.plus(work.expected());
        }
        return sum;
    }
}
