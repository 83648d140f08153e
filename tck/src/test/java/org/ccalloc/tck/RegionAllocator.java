package org.ccalloc.tck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A correct allocator, for others to break in one place: size classes, slabs, large blocks straight from the operating
 * system, zeroing only where memory was used before. All of its books are in the Java heap, and small blocks lie in
 * regions that stay mapped: whatever goes wrong, the process lives on.
 */
class RegionAllocator extends AbstractCcAllocator implements AutoCloseable {

    /** Eight bytes, then steps of 16 up to 128, then four steps from each power of two to the next. */
    static final long[] SIZE_CLASSES = LongStream.concat(
                    LongStream.of(8, 16, 32, 48, 64, 80, 96, 112, 128),
                    LongStream.iterate(128, power -> power < 1 << 14, power -> power << 1)
                            .flatMap(power -> LongStream.rangeClosed(5, 8).map(step -> power * step / 4)))
            .toArray();

    static final long LARGEST_UNIT = SIZE_CLASSES[SIZE_CLASSES.length - 1];

    private static final long REGION_BYTE_SIZE = 16 * Slab.BYTE_SIZE;

    /** Those with room, of one size class. */
    private static final class Bin {
        final ReentrantLock lock = new ReentrantLock();
        final ArrayDeque<Slab> withRoom = new ArrayDeque<>();
    }

    private final List<Bin> bins = new ArrayList<>();
    private final Map<Long, Slab> slabs = new ConcurrentHashMap<>();
    private final Map<Long, Long> largeByteSizes = new ConcurrentHashMap<>();
    private final ReentrantLock poolLock = new ReentrantLock();
    private final ArrayDeque<Slab> pool = new ArrayDeque<>();
    private final List<Long> regions = new ArrayList<>();

    RegionAllocator() {
        for (int i = 0; i < SIZE_CLASSES.length; i++) {
            bins.add(new Bin());
        }
    }

    @Override
    public String name() {
        return "region";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.values());
    }

    // ---------------------------------------------------------------------------------------------- blocks

    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return new RegionHeap(this, options);
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return byteSize <= LARGEST_UNIT ? allocateSmall(sizeClassOf(byteSize)) : allocateLarge(byteSize, 1);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        int sizeClass = alignedSizeClassOf(byteSize, byteAlignment);
        return sizeClass >= 0 ? allocateSmall(sizeClass) : allocateLarge(byteSize, byteAlignment);
    }

    @Override
    protected long allocateZeroedBlock(long byteSize) {
        long address = allocateBlock(byteSize);
        if (address != 0 && mayBeDirty(address, byteSize)) {
            RawMemory.fill(address, byteSize, (byte) 0);
        }
        return address;
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return newByteSize <= usableBlockSize(address);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        freeUnsizedBlock(address);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        Slab slab = slabOf(address);
        if (slab == null) {
            freeLarge(address);
        } else {
            freeSmall(slab, slab.unitAt(address));
        }
    }

    @Override
    protected long usableBlockSize(long address) {
        Slab slab = slabOf(address);
        return slab == null ? largeByteSizes.getOrDefault(address, 0L) : slab.unitByteSize;
    }

    @Override
    public long trim() {
        long byteSize = 0;
        poolLock.lock();
        try {
            for (Slab slab : pool) {
                if (slab.dirtyEnd > slab.address) {
                    purge(slab);
                    byteSize += Slab.BYTE_SIZE;
                }
            }
        } finally {
            poolLock.unlock();
        }
        return byteSize;
    }

    @Override
    public void close() {
        poolLock.lock();
        try {
            regions.forEach(region -> MappedMemory.unmap(region, REGION_BYTE_SIZE + 2 * Slab.BYTE_SIZE));
            regions.clear();
            slabs.clear();
            pool.clear();
        } finally {
            poolLock.unlock();
        }
        largeByteSizes.forEach(MappedMemory::unmap);
        largeByteSizes.clear();
    }

    // ----------------------------------------------------------------------------------------------- small

    int sizeClassOf(long byteSize) {
        int found = Arrays.binarySearch(SIZE_CLASSES, byteSize);
        return found >= 0 ? found : -found - 1;
    }

    /** The first size class whose units are all aligned, since slabs are; -1 if there is none. */
    int alignedSizeClassOf(long byteSize, long byteAlignment) {
        long least = Math.max(byteSize, byteAlignment);
        if (least > LARGEST_UNIT) {
            return -1;
        }
        int sizeClass = sizeClassOf(least);
        while (SIZE_CLASSES[sizeClass] % byteAlignment != 0) {
            sizeClass++;
        }
        return sizeClass;
    }

    int unitsOf(long unitByteSize) {
        return (int) (Slab.BYTE_SIZE / unitByteSize);
    }

    final long allocateSmall(int sizeClass) {
        Bin bin = bins.get(sizeClass);
        bin.lock.lock();
        try {
            Slab slab = bin.withRoom.peekFirst();
            if (slab == null) {
                slab = takeSlab();
                if (slab == null) {
                    return 0;
                }
                long unitByteSize = SIZE_CLASSES[sizeClass];
                slab.cut(sizeClass, unitByteSize, unitsOf(unitByteSize));
                bin.withRoom.addFirst(slab);
            }
            long address = slab.addressOf(slab.take());
            if (slab.isFull()) {
                bin.withRoom.remove(slab);
            }
            return address;
        } finally {
            bin.lock.unlock();
        }
    }

    final void freeSmall(Slab slab, int unit) {
        Bin bin = bins.get(slab.sizeClass);
        bin.lock.lock();
        try {
            boolean wasFull = slab.isFull();
            slab.dirtyEnd = Math.max(slab.dirtyEnd, slab.addressOf(unit) + slab.unitByteSize);
            slab.release(unit);
            if (slab.usedUnits == 0 && (wasFull || bin.withRoom.size() > 1)) {
                bin.withRoom.remove(slab);
                giveSlab(slab);
            } else if (wasFull && !slab.isFull() && servesAgain(slab)) {
                bin.withRoom.addFirst(slab);
            }
        } finally {
            bin.lock.unlock();
        }
    }

    /** Whether a slab that was full takes part again, now that a unit is free. */
    boolean servesAgain(Slab slab) {
        return true;
    }

    Slab newSlab(long address) {
        return new Slab(address);
    }

    private @Nullable Slab takeSlab() {
        poolLock.lock();
        try {
            if (pool.isEmpty()) {
                mapRegion();
            }
            return pool.pollFirst();
        } finally {
            poolLock.unlock();
        }
    }

    private void giveSlab(Slab slab) {
        poolLock.lock();
        try {
            pool.addFirst(slab);
        } finally {
            poolLock.unlock();
        }
    }

    /** Two slabs more than asked for: one to align the others, one behind them, so that an overrun is no crash. */
    private void mapRegion() {
        long start = MappedMemory.map(REGION_BYTE_SIZE + 2 * Slab.BYTE_SIZE);
        if (start == 0) {
            return;
        }
        regions.add(start);
        long first = MappedMemory.roundUp(start, Slab.BYTE_SIZE);
        for (long address = first; address < first + REGION_BYTE_SIZE; address += Slab.BYTE_SIZE) {
            Slab slab = newSlab(address);
            slabs.put(address, slab);
            pool.addLast(slab);
        }
    }

    final @Nullable Slab slabOf(long address) {
        return slabs.get(address & -Slab.BYTE_SIZE);
    }

    final List<Slab> allSlabs() {
        return List.copyOf(slabs.values());
    }

    boolean mayBeDirty(long address, long byteSize) {
        Slab slab = slabOf(address);
        return slab != null && address < slab.dirtyEnd;
    }

    /** Makes a free slab zero. */
    void purge(Slab slab) {
        MappedMemory.purge(slab.address, Slab.BYTE_SIZE);
        slab.dirtyEnd = slab.address;
    }

    // ----------------------------------------------------------------------------------------------- large

    long allocateLarge(long byteSize, long byteAlignment) {
        if (byteSize > 1L << 46 || byteAlignment > 1L << 46) {
            return 0;
        }
        long mappedByteSize = MappedMemory.roundUp(byteSize, MappedMemory.PAGE);
        long padding = byteAlignment <= MappedMemory.PAGE ? 0 : byteAlignment;
        long start = MappedMemory.map(mappedByteSize + padding);
        if (start == 0) {
            return 0;
        }
        long address = MappedMemory.roundUp(start, Math.max(byteAlignment, 1));
        MappedMemory.unmap(start, address - start);
        MappedMemory.unmap(address + mappedByteSize, start + padding - address);
        largeByteSizes.put(address, mappedByteSize);
        return address;
    }

    void freeLarge(long address) {
        Long byteSize = largeByteSizes.remove(address);
        if (byteSize != null) {
            MappedMemory.unmap(address, byteSize);
        }
    }
}
