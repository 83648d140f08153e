package org.ccalloc.mimalloc;

import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import org.ccalloc.spi.RawMemory;

/**
 * What other class loaders of the process are to know of the regions: where they are, and where to put blocks that are free. In native memory, of which a system property tells, since
 * class loaders share nothing but the JDK's own objects and are to be collected one by one.
 *
 * <pre>
 *   0     the block that was freed last, whose first word is the address of the one before; 0 if there is none
 *   64    a table of two levels for addresses of 48 bits; the second level is made as it is needed, and stays
 * </pre>
 *
 * <p>Thread-safe, for all class loaders at once.
 */
final class PublishedRegions {

    private static final int LEVEL_BITS = 11;
    private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;
    private static final long LEVEL_BYTE_SIZE = (long) Long.BYTES << LEVEL_BITS;

    private static final long LAST_FREED = 0;
    private static final long FIRST_LEVEL = 64;
    private static final long BYTE_SIZE = FIRST_LEVEL + LEVEL_BYTE_SIZE;

    /** Where there is no library. */
    static final PublishedRegions NONE = new PublishedRegions(0);

    private final long state;

    private PublishedRegions(long state) {
        this.state = state;
    }

    /**
     * Those of whoever was the first to publish them under a name, or new ones.
     *
     * @param property the name of a system property
     * @param zeroed gives so many bytes of zeroed memory for ever, or 0
     * @return the regions; usable only if {@link #exist}
     */
    static PublishedRegions of(String property, LongUnaryOperator zeroed) {
        // As DynamicLinker does: an interned string is the same for all class loaders.
        synchronized (property.intern()) {
            String published = System.getProperty(property);
            if (published != null) {
                return new PublishedRegions(Long.parseUnsignedLong(published, 16));
            }
            long made = zeroed.applyAsLong(BYTE_SIZE);
            if (made != 0) {
                System.setProperty(property, Long.toHexString(made));
            }
            return new PublishedRegions(made);
        }
    }

    /**
     * Whether there was memory for this.
     *
     * @return false if nothing else may be called
     */
    boolean exist() {
        return state != 0;
    }

    /**
     * Whether an address is in a region.
     *
     * @param address that of a live block; of others the answer may be out of date
     * @return true if it is
     */
    boolean contain(long address) {
        if (address >>> RegionMap.ADDRESS_BITS != 0) {
            return false;
        }
        long secondLevel = RawMemory.getLongAcquire(firstEntry(address));
        return secondLevel != 0 && RawMemory.getLong(secondEntry(secondLevel, address)) != 0;
    }

    /**
     * Puts a region in.
     *
     * @param region its address
     * @param zeroed gives so many bytes of zeroed memory for ever, or 0
     * @return false if there is no memory for it, or if the address has too many bits
     */
    boolean add(long region, LongUnaryOperator zeroed) {
        if (region >>> RegionMap.ADDRESS_BITS != 0) {
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
        return state + FIRST_LEVEL + (address >>> (Region.BITS + LEVEL_BITS)) * Long.BYTES;
    }

    private static long secondEntry(long secondLevel, long address) {
        return secondLevel + ((address >>> Region.BITS) & LEVEL_MASK) * Long.BYTES;
    }

    /**
     * Frees a block on behalf of whoever has its region.
     *
     * @param block a block in a region
     */
    void push(long block) {
        long last;
        do {
            last = RawMemory.getLongAcquire(state + LAST_FREED);
            RawMemory.putLong(block, last);
        } while (!RawMemory.compareAndSetLong(state + LAST_FREED, last, block));
    }

    /**
     * Takes all blocks that were pushed. All at once, so that none can come back in between.
     *
     * @param free is given each of them
     */
    void takeAll(LongConsumer free) {
        long last;
        do {
            last = RawMemory.getLongAcquire(state + LAST_FREED);
        } while (last != 0 && !RawMemory.compareAndSetLong(state + LAST_FREED, last, 0));
        while (last != 0) {
            long before = RawMemory.getLong(last);
            free.accept(last);
            last = before;
        }
    }
}
