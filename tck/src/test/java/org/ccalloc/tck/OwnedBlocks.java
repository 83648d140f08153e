package org.ccalloc.tck;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Blocks that know which thread allocated them, and may not be freed in certain cases. */
final class OwnedBlocks extends LibcAllocator {

    private final Predicate<Thread> mayNotBeFreed;
    private final Map<Long, Thread> owners = new ConcurrentHashMap<>();

    /**
     * Forbids frees.
     *
     * @param mayNotBeFreed of whose blocks
     */
    OwnedBlocks(Predicate<Thread> mayNotBeFreed) {
        this.mayNotBeFreed = mayNotBeFreed;
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return owned(super.allocateBlock(byteSize));
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        return owned(super.allocateAlignedBlock(byteSize, byteAlignment));
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        Thread owner = owners.get(address);
        if (owner != null && mayNotBeFreed.test(owner)) {
            throw new IllegalStateException("free: owner=" + owner);
        }
        owners.remove(address);
        super.freeUnsizedBlock(address);
    }

    private long owned(long address) {
        if (address != 0) {
            owners.put(address, Thread.currentThread());
        }
        return address;
    }
}
