package org.ccalloc.tck;

import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/** Closing a heap of one kind changes a byte of a block of this allocator. */
final class MakerThatIsSpoilt extends RegionAllocator {

    private final AtomicLong victim = new AtomicLong();
    private final Capability kind;

    MakerThatIsSpoilt(Capability kind) {
        this.kind = kind;
    }

    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return new RegionHeap(this, options) {
            @Override
            protected void destroy() {
                super.destroy();
                long address = victim.get();
                if (options().requiredCapability() == kind && address != 0) {
                    RawMemory.putByte(address, (byte) (RawMemory.getByte(address) + 1));
                }
            }
        };
    }

    @Override
    protected long allocateBlock(long byteSize) {
        long address = super.allocateBlock(byteSize);
        victim.compareAndSet(0, address);
        return address;
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        victim.compareAndSet(address, 0);
        super.freeUnsizedBlock(address);
    }
}
