package org.ccalloc.tck;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.AbstractCcHeap;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;

/**
 * A correct heap of every kind, for others to break in one place. One that grows has a {@link RegionAllocator} for itself,
 * the others a {@link FirstFit}.
 */
class RegionHeap extends AbstractCcHeap {

    private final AbstractCcAllocator memory;

    /** Mapped for this heap, and 0 if it grows or the caller gave the memory. */
    private final long mapped;

    private final long byteLimit;

    /** Usable sizes by address. */
    final Map<Long, Long> live = new ConcurrentHashMap<>();

    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong highest = new AtomicLong();

    RegionHeap(CcAllocator allocator, HeapOptions options) {
        super(allocator, options);
        this.byteLimit = byteLimitOf(options);
        this.mapped = options.fixedCapacity().isPresent() ? MappedMemory.map(byteLimit) : 0;
        this.memory = options.memory()
                .<AbstractCcAllocator>map(given -> new FirstFit(given.address(), byteLimit))
                .orElseGet(() -> mapped == 0 ? new RegionAllocator() : new FirstFit(mapped, byteLimit));
    }

    /**
     * A heap in memory of the caller's, whatever the options say.
     *
     * @param memory where blocks come from
     */
    RegionHeap(CcAllocator allocator, HeapOptions options, AbstractCcAllocator memory) {
        super(allocator, options);
        this.byteLimit = byteLimitOf(options);
        this.mapped = 0;
        this.memory = memory;
    }

    private static long byteLimitOf(HeapOptions options) {
        if (options.memory().isPresent()) {
            return options.memory().get().byteSize();
        }
        return options.fixedCapacity().isPresent()
                ? MappedMemory.roundUp(options.fixedCapacity().getAsLong(), MappedMemory.PAGE)
                : Long.MAX_VALUE;
    }

    @Override
    protected void destroy() {
        live.clear();
        if (memory instanceof RegionAllocator ofItsOwn) {
            ofItsOwn.close();
        }
        if (mapped != 0) {
            MappedMemory.unmap(mapped, byteLimit);
        }
    }

    @Override
    public long footprintLimit() {
        return byteLimit;
    }

    @Override
    protected long currentFootprint() {
        return taken.get();
    }

    @Override
    protected long highestFootprint() {
        return highest.get();
    }

    @Override
    protected boolean ownsBlock(long address) {
        return live.containsKey(address);
    }

    @Override
    protected void walkBlocks(BlockVisitor visitor) {
        live.forEach(visitor::visit);
    }

    @Override
    protected long trimHeap() {
        return memory.trim();
    }

    // ----------------------------------------------------------------------------------------- primitives

    @Override
    protected long allocateBlock(long byteSize) {
        checkOpen();
        return entered(memory.alloc(byteSize));
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        checkOpen();
        return entered(memory.allocAligned(byteSize, byteAlignment));
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        freeUnsizedBlock(address);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        checkOpen();
        Long byteSize = live.remove(address);
        if (byteSize != null) {
            taken.addAndGet(-byteSize);
            memory.freeUnsized(address);
        }
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        checkOpen();
        return newByteSize <= memory.usableSize(address);
    }

    @Override
    protected long usableBlockSize(long address) {
        checkOpen();
        return memory.usableSize(address);
    }

    private long entered(long address) {
        if (address != 0) {
            long byteSize = memory.usableSize(address);
            live.put(address, byteSize);
            highest.accumulateAndGet(taken.addAndGet(byteSize), Math::max);
        }
        return address;
    }
}
