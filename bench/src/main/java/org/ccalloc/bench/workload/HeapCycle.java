package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/** Makes a heap, fills it with blocks of mixed sizes and closes it; an operation is all of that. */
final class HeapCycle implements Workload {

    private static final HeapOptions OPTIONS = HeapOptions.named("cycle");

    private final CcAllocator allocator;
    private final int blockCount;
    private final long leastByteSize;
    private final long sizeCount;
    private long randomState = 0x9E37_79B9_7F4A_7C15L;
    private long checksum;

    HeapCycle(CcAllocator allocator, int blockCount, long leastByteSize, long greatestByteSize) {
        this.allocator = allocator;
        this.blockCount = blockCount;
        this.leastByteSize = leastByteSize;
        this.sizeCount = greatestByteSize - leastByteSize + 1;
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            try (CcHeap heap = allocator.newHeap(OPTIONS)) {
                checksum += RawMemory.getLong(fill(heap));
            }
        }
    }

    private long fill(CcHeap heap) {
        // Locals, as the C program has them in registers.
        int count = blockCount;
        long least = leastByteSize;
        long sizes = sizeCount;
        long x = randomState;
        long block = 0;
        for (int i = 0; i < count; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            block = Workload.live(heap.alloc(least + (((x & 0x7fff_ffffL) * sizes) >>> 31)));
            RawMemory.putLong(block, x);
        }
        randomState = x;
        return block;
    }

    @Override
    public long checksum() {
        return checksum;
    }
}
