package org.ccalloc.mimalloc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The regions that this class has allocated in, by address: a table of two levels, for addresses of 48 bits.
 *
 * <p>Thread-safe; finding is two plain reads. Who has the address of a live block finds its region, since it was put in before the block was handed out; what
 * is found for other addresses may be out of date.
 */
final class RegionMap {

    private static final int LEVEL_BITS = 11;
    private static final int LEVEL_LENGTH = 1 << LEVEL_BITS;

    /** Addresses with more bits are in no region. */
    static final int ADDRESS_BITS = Region.BITS + 2 * LEVEL_BITS;

    private final @Nullable Region[] @Nullable [] levels = new @Nullable Region[LEVEL_LENGTH] @Nullable [];

    /**
     * Finds the region that an address is in.
     *
     * @param address any
     * @return the region, or null if it is in none
     */
    @Nullable Region find(long address) {
        if (address >>> ADDRESS_BITS != 0) {
            return null;
        }
        @Nullable Region @Nullable [] level = levels[first(address)];
        return level == null ? null : level[second(address)];
    }

    /**
     * Makes room for a region.
     *
     * @param address of a region; 48 bits at most
     * @throws OutOfMemoryError if the Java heap has none
     */
    synchronized void makeRoom(long address) {
        if (levels[first(address)] == null) {
            levels[first(address)] = new @Nullable Region[LEVEL_LENGTH];
        }
    }

    /**
     * Puts a region in.
     *
     * @param region one that room was made for
     */
    synchronized void add(Region region) {
        put(region.address(), region);
    }

    /**
     * Takes a region out.
     *
     * @param region one that is in
     */
    synchronized void remove(Region region) {
        put(region.address(), null);
    }

    private void put(long address, @Nullable Region region) {
        Objects.requireNonNull(levels[first(address)])[second(address)] = region;
    }

    private static int first(long address) {
        return (int) (address >>> (Region.BITS + LEVEL_BITS));
    }

    private static int second(long address) {
        return (int) (address >>> Region.BITS) & (LEVEL_LENGTH - 1);
    }
}
