package org.ccalloc.bench.safepoint;

import org.ccalloc.spi.CcAllocator;

/** Answers numbers that are no addresses, by arithmetic alone. */
final class NoAllocator implements CcAllocator {

    private long next = 1;

    @Override
    public String name() {
        return "none";
    }

    @Override
    public long alloc(long byteSize) {
        long address = next * 6364136223846793005L + byteSize | 1;
        next = address;
        return address;
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        return alloc(byteSize);
    }

    @Override
    public void free(long address, long byteSize) {
        next = address;
    }

    @Override
    public void freeUnsized(long address) {
        next = address;
    }

    @Override
    public long usableSize(long address) {
        return 0;
    }
}
