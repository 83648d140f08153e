package org.ccalloc.mimalloc;

import java.util.function.LongUnaryOperator;
import org.ccalloc.spi.RawMemory;

/**
 * Which of the places where {@linkplain Region regions} can be are regions: a table of two levels, for addresses of 48 bits, in native memory, where all class loaders
 * of the process find it. The second level is made as it is needed, and stays.
 *
 * <p>Thread-safe; finding is two reads. That a region is there is seen by whoever has an address in it from the thread that put it there.
 */
final class RegionMap {

    private static final int LEVEL_BITS = 11;
    private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;

    /** How much native memory the first level takes, and each part of the second. */
    static final long LEVEL_BYTE_SIZE = (long) Long.BYTES << LEVEL_BITS;

    private static final int ADDRESS_BITS = Region.BITS + 2 * LEVEL_BITS;

    private final long firstLevel;

    /**
     * Looks at a map.
     *
     * @param firstLevel the address of {@link #LEVEL_BYTE_SIZE} bytes that were zero once
     */
    RegionMap(long firstLevel) {
        this.firstLevel = firstLevel;
    }

    /**
     * Finds the region that an address is in.
     *
     * @param address any
     * @return the region, or 0 if it is in none
     */
    long find(long address) {
        if (address >>> ADDRESS_BITS != 0) {
            return 0;
        }
        long secondLevel = RawMemory.getLongAcquire(firstEntry(address));
        return secondLevel == 0 ? 0 : RawMemory.getLong(secondEntry(secondLevel, address));
    }

    /**
     * Puts a region in.
     *
     * @param region its address
     * @param zeroed gives so many bytes of zeroed memory for ever, or 0
     * @return false if there is no memory for it, or if the address has too many bits
     */
    boolean add(long region, LongUnaryOperator zeroed) {
        if (region >>> ADDRESS_BITS != 0) {
            return false;
        }
        long entry = firstEntry(region);
        if (RawMemory.getLongAcquire(entry) == 0) {
            long made = zeroed.applyAsLong(LEVEL_BYTE_SIZE);
            if (made == 0) {
                return false;
            }
            // If another thread was faster, this one is lost: 16 KiB, at most once for each 128 GiB of addresses.
            boolean _ = RawMemory.compareAndSetLong(entry, 0, made);
        }
        RawMemory.putLongRelease(secondEntry(RawMemory.getLongAcquire(entry), region), region);
        return true;
    }

    /**
     * Takes a region out.
     *
     * @param region one that is in
     */
    void remove(long region) {
        RawMemory.putLongRelease(secondEntry(RawMemory.getLongAcquire(firstEntry(region)), region), 0);
    }

    private long firstEntry(long address) {
        return firstLevel + (address >>> (Region.BITS + LEVEL_BITS)) * Long.BYTES;
    }

    private static long secondEntry(long secondLevel, long address) {
        return secondLevel + ((address >>> Region.BITS) & LEVEL_MASK) * Long.BYTES;
    }
}
