package org.ccalloc.javaunsafe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ccalloc.spi.AbstractCcHeap;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * A heap of fixed capacity, or inside memory that the caller gives: a {@link RegionMemory} for itself. The memory is its own,
 * reserved when it is made and given back when it is closed, or it is the caller's, who then keeps it.
 *
 * <p>Whether the caller still has it is looked at by every operation: to touch memory that is gone would end the JVM.
 */
final class RegionHeap extends AbstractCcHeap {

    /** Capacities are rounded up to this. */
    static final long CAPACITY_UNIT_BYTE_SIZE = 4096;

    /** What a heap of fixed capacity has from the system. */
    private record Holding(Reservations reservations, SystemPages systemPages, long address, long byteSize) {

        /** The C library keeps what it is given back, if it is not too large; its pages go to the system all the same. */
        void release() {
            systemPages.discard(address, byteSize);
            reservations.release(address, byteSize);
        }
    }

    private final RegionMemory region;
    private final Optional<Holding> holding;

    /** That of the given memory; of memory of its own, the global one. */
    private final MemorySegment.Scope scope;

    private RegionHeap(CcAllocator allocator, HeapOptions options, RegionMemory region, Optional<Holding> holding) {
        super(allocator, options);
        this.region = region;
        this.holding = holding;
        this.scope =
                options.memory().map(MemorySegment::scope).orElse(Arena.global().scope());
    }

    /**
     * Makes a heap of fixed capacity.
     *
     * @param allocator for whom
     * @param options with a capacity
     * @param reservations where the memory comes from
     * @param systemPages takes pages back
     * @return the heap
     * @throws OutOfMemoryError if there is no memory
     */
    static RegionHeap ofFixedCapacity(
            CcAllocator allocator, HeapOptions options, Reservations reservations, SystemPages systemPages) {
        long capacity = options.fixedCapacity().orElseThrow();
        long byteSize = (capacity + CAPACITY_UNIT_BYTE_SIZE - 1) & -CAPACITY_UNIT_BYTE_SIZE;
        long address = capacity > RegionBlock.MAX_BYTE_SIZE ? 0 : reservations.reserve(byteSize);
        if (address == 0) {
            throw new OutOfMemoryError(
                    "newHeap: name=" + options.name() + ", allocator=" + allocator.name() + ", byteCapacity=" + capacity
                            + " (expected memory for it" + reservations.shortageOf(byteSize) + ")");
        }
        var holding = new Holding(reservations, systemPages, address, byteSize);
        return new RegionHeap(allocator, options, RegionMemory.over(address, byteSize), Optional.of(holding));
    }

    /**
     * Makes a heap inside given memory. {@link #options} keeps the segment reachable.
     *
     * @param allocator for whom
     * @param options with memory
     * @return the heap
     * @throws IllegalArgumentException if the memory is larger than any can be
     */
    static RegionHeap inside(CcAllocator allocator, HeapOptions options) {
        MemorySegment memory = options.memory().orElseThrow();
        if (memory.byteSize() > RegionBlock.MAX_BYTE_SIZE) {
            throw new IllegalArgumentException("newHeap: name=" + options.name() + ", memory: byteSize="
                    + memory.byteSize() + " (expected " + RegionBlock.MAX_BYTE_SIZE + " or less)");
        }
        RegionMemory region = RegionMemory.over(memory.address(), memory.byteSize());
        return new RegionHeap(allocator, options, region, Optional.empty());
    }

    RegionMemory region() {
        return region;
    }

    @Override
    protected void destroy() {
        holding.ifPresent(Holding::release);
    }

    /** Those of the allocator, but pages of given memory are not for this heap to give away. */
    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> own = EnumSet.copyOf(super.capabilities());
        if (holding.isEmpty()) {
            own.remove(Capability.TRIM);
        }
        return Set.copyOf(own);
    }

    @Override
    public String describe() {
        if (isClosed()) {
            return super.describe();
        }
        checkAlive();
        return super.describe() + "; " + region.describe();
    }

    /**
     * Throws if there is no memory to work in: this heap is closed, or the arena of the given memory is.
     *
     * @throws IllegalStateException if it is
     */
    private void checkAlive() {
        checkOpen();
        if (!scope.isAlive()) {
            throw new IllegalStateException(
                    "heap: name=" + name() + ", allocator=" + JavaUnsafeAllocator.NAME + ", memory="
                            + options().memory().orElseThrow() + " (expected memory that is alive until close())");
        }
    }

    // ------------------------------------------------------------------------------------------------ the whole

    /** The region: a capacity is rounded up to whole units, given memory is rounded to 16 bytes at both ends. */
    @Override
    public long footprintLimit() {
        return region.byteSize();
    }

    @Override
    public long maxByteAlignment() {
        return region.maxByteAlignment();
    }

    /** All of the region, from the beginning. */
    @Override
    protected long currentFootprint() {
        checkAlive();
        return region.byteSize();
    }

    @Override
    protected long highestFootprint() {
        checkAlive();
        return region.byteSize();
    }

    @Override
    protected long trimHeap() {
        checkAlive();
        return holding.isPresent() ? region.trim(holding.get().systemPages()) : 0;
    }

    @Override
    protected boolean ownsBlock(long address) {
        checkAlive();
        return region.owns(address);
    }

    @Override
    protected void walkBlocks(BlockVisitor visitor) {
        checkAlive();
        region.walk(visitor);
    }

    // ----------------------------------------------------------------------------------------------- primitives

    @Override
    protected long allocateBlock(long byteSize) {
        return allocateAlignedBlock(byteSize, MIN_BYTE_ALIGNMENT);
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        return allocateZeroedAlignedBlock(byteSize, MIN_BYTE_ALIGNMENT);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        checkAlive();
        return region.allocate(byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        checkAlive();
        long address = region.allocate(byteSize, byteAlignment);
        if (address != 0) {
            Memory.zero(address, byteSize);
        }
        return address;
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        return reallocateAlignedBlock(address, oldByteSize, newByteSize, MIN_BYTE_ALIGNMENT);
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkAlive();
        if ((address & (byteAlignment - 1)) == 0 && region.resize(address, newByteSize)) {
            return address;
        }
        // Of a block that is shorter than its old size is said to be, no more than there is.
        long kept = Math.min(region.usableSize(address), Math.min(oldByteSize, newByteSize));
        long moved = region.allocate(newByteSize, byteAlignment);
        if (moved != 0) {
            Memory.copy(address, moved, kept);
            region.free(address, 0);
        }
        return moved;
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        checkAlive();
        return region.resize(address, newByteSize);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        checkAlive();
        region.free(address, byteSize);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        checkAlive();
        region.free(address, 0);
    }

    @Override
    protected long usableBlockSize(long address) {
        checkAlive();
        return region.usableSize(address);
    }
}
