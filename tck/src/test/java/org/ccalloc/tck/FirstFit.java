package org.ccalloc.tck;

import java.util.Map;
import java.util.TreeMap;
import org.ccalloc.spi.AbstractCcAllocator;

/** A correct allocator in a range of memory: blocks wherever there is room first. Its books are in the Java heap. */
final class FirstFit extends AbstractCcAllocator {

    private static final long UNIT = 16;

    private final Object lock = new Object();
    private final long start;
    private final long end;

    /** Where blocks begin and end. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** No block fits below, so that filling takes not the square of the time. */
    private long firstGap;

    FirstFit(long start, long byteSize) {
        this.start = MappedMemory.roundUp(start, UNIT);
        this.end = start + byteSize;
        this.firstGap = this.start;
    }

    @Override
    public String name() {
        return "first-fit";
    }

    @Override
    protected long allocateBlock(long byteSize) {
        return allocateAlignedBlock(byteSize, UNIT);
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        if (byteSize > end - start || byteAlignment > end - start) {
            return 0;
        }
        long taken = MappedMemory.roundUp(byteSize, UNIT);
        long alignment = Math.max(UNIT, byteAlignment);
        synchronized (lock) {
            long candidate = MappedMemory.roundUp(firstGap, alignment);
            for (Map.Entry<Long, Long> block : ends.tailMap(firstGap).entrySet()) {
                if (candidate + taken <= block.getKey()) {
                    break;
                }
                candidate = MappedMemory.roundUp(Math.max(candidate, block.getValue()), alignment);
            }
            if (candidate + taken > end) {
                return 0;
            }
            ends.put(candidate, candidate + taken);
            if (candidate == firstGap) {
                firstGap = candidate + taken;
                for (Long next = ends.get(firstGap); next != null; next = ends.get(firstGap)) {
                    firstGap = next;
                }
            }
            return candidate;
        }
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        freeUnsizedBlock(address);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        synchronized (lock) {
            ends.remove(address);
            firstGap = Math.min(firstGap, address);
        }
    }

    @Override
    protected long usableBlockSize(long address) {
        synchronized (lock) {
            return ends.getOrDefault(address, address) - address;
        }
    }
}
