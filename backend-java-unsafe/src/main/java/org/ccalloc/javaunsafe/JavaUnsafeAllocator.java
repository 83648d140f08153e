package org.ccalloc.javaunsafe;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * An allocator in pure Java: large pieces from the operating system, and everything below in tiers of its own. The way of
 * mimalloc (Leijen, Zorn, de Moura, "Mimalloc: Free List Sharding in Action", 2019) with bitmaps for what other threads free.
 *
 * <p>All instances share the memory; the statistics are an instance's own. An address that can be seen not to be that of a
 * live block is an {@link IllegalArgumentException}. Its heaps ({@link TieredHeap}, {@link RegionHeap})
 * have memory of their own.
 */
@AutoService(CcAllocator.class)
public final class JavaUnsafeAllocator extends AbstractCcAllocator {

    static final String NAME = "java-unsafe";

    private static final Set<Capability> CAPABILITIES = capabilitiesOn(SystemPages.current());

    /** Not before the first request. */
    private static final class Shared {
        static final TieredMemory MEMORY =
                TieredMemory.of(MaxByteSize.current(), SystemPages.current(), Placement.Strategy.current());

        private Shared() {}
    }

    /** For {@link java.util.ServiceLoader}; touches no memory. */
    public JavaUnsafeAllocator() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Availability availability() {
        Optional<Availability.Unavailable> refusal = refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return UnsafePermission.isGiven()
                ? new Availability.Available(Map.of("memory access", "through sun.misc.Unsafe"))
                : CLibrary.availability();
    }

    /** Why a setting cannot be honoured. */
    private static Optional<Availability.Unavailable> refusal() {
        try {
            MaxByteSize.current();
            Placement.Strategy.current();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Availability.Unavailable(
                    String.valueOf(e.getMessage()), "set it to what is expected, or leave it out", true));
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    private static Set<Capability> capabilitiesOn(SystemPages systemPages) {
        EnumSet<Capability> capabilities = EnumSet.of(
                Capability.REUSES_MEMORY,
                Capability.RESIZE_IN_PLACE,
                Capability.STATISTICS,
                Capability.HEAPS,
                Capability.FIXED_CAPACITY,
                Capability.CALLER_MEMORY,
                Capability.WALK,
                Capability.FOOTPRINT);
        if (systemPages.canDiscard()) {
            capabilities.add(Capability.TRIM);
        }
        return Set.copyOf(capabilities);
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return Shared.MEMORY.allocate(byteSize);
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        return Memory.zeroed(Shared.MEMORY.allocate(byteSize), byteSize);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        return Shared.MEMORY.allocateAligned(byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedAlignedBlock(long byteSize, long byteAlignment) {
        return Memory.zeroed(Shared.MEMORY.allocateAligned(byteSize, byteAlignment), byteSize);
    }

    @Override
    protected long reallocateBlock(long address, long oldByteSize, long newByteSize) {
        return Shared.MEMORY.reallocate(address, oldByteSize, newByteSize, 1);
    }

    @Override
    protected long reallocateAlignedBlock(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return Shared.MEMORY.reallocate(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return Shared.MEMORY.resize(address, newByteSize);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        Shared.MEMORY.free(address);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        Shared.MEMORY.free(address);
    }

    @Override
    protected long usableBlockSize(long address) {
        return Shared.MEMORY.usableSize(address);
    }

    /**
     * Makes a heap. One that grows reserves nothing yet.
     *
     * @throws OutOfMemoryError if it is one of fixed capacity, and there is no memory for it, or it would be more than {@link
     *     MaxByteSize} says
     */
    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return switch (options.requiredCapability()) {
            case FIXED_CAPACITY ->
                RegionHeap.ofFixedCapacity(this, options, Shared.MEMORY.reservations(), SystemPages.current());
            case CALLER_MEMORY -> RegionHeap.inside(this, options);
            default -> new TieredHeap(this, options, Shared.MEMORY.ofHeap());
        };
    }

    @Override
    public long trim() {
        return Shared.MEMORY.trim();
    }

    /** {@inheritDoc} Of all instances together, since they share it. */
    @Override
    public String describe() {
        return Shared.MEMORY.describe();
    }
}
