package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * A growing buffer: doubles from a first size to a last one, then is freed and starts again; an operation is one
 * reallocation.
 *
 * <p>The first eight bytes must travel along; the last eight are written after every step, so that the new part of the
 * buffer is touched.
 */
final class ReallocGrowth implements Workload {

    private final CcAllocator allocator;
    private final long firstByteSize;
    private final long lastByteSize;
    private long address;
    private long byteSize;
    private long generation;
    private long checksum;

    ReallocGrowth(CcAllocator allocator, long firstByteSize, long lastByteSize) {
        this.allocator = allocator;
        this.firstByteSize = firstByteSize;
        this.lastByteSize = lastByteSize;
        start();
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < operations; i++) {
            if (byteSize >= lastByteSize) {
                finish();
                start();
            }
            address = Workload.live(allocator.realloc(address, byteSize, 2 * byteSize));
            byteSize = 2 * byteSize;
            RawMemory.putLong(address + byteSize - 8, byteSize);
        }
    }

    private void start() {
        generation++;
        byteSize = firstByteSize;
        address = Workload.live(allocator.alloc(byteSize));
        RawMemory.putLong(address, generation);
    }

    private void finish() {
        checksum += RawMemory.getLong(address) + RawMemory.getLong(address + byteSize - 8);
        allocator.free(address, byteSize);
    }

    @Override
    public long checksum() {
        return checksum;
    }

    @Override
    public void close() {
        finish();
    }
}
