package org.ccalloc.tck;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Blocks that never serve again, in certain cases. Closing gives their memory back. */
final class HoardedBlocks extends LibcAllocator implements AutoCloseable {

    private final Predicate<Thread> isHoarded;
    private final Map<Long, Thread> owners = new ConcurrentHashMap<>();

    /**
     * Hoards.
     *
     * @param isHoarded blocks allocated by which threads
     */
    HoardedBlocks(Predicate<Thread> isHoarded) {
        this.isHoarded = isHoarded;
    }

    @Override
    protected long allocateBlock(long byteSize) {
        long address = super.allocateBlock(byteSize);
        if (address != 0) {
            owners.put(address, Thread.currentThread());
        }
        return address;
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        Thread owner = owners.get(address);
        if (owner == null || !isHoarded.test(owner)) {
            owners.remove(address);
            super.freeUnsizedBlock(address);
        }
    }

    @Override
    public void close() {
        owners.keySet().forEach(super::freeUnsizedBlock);
        owners.clear();
    }
}
