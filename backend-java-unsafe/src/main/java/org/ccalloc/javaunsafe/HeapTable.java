package org.ccalloc.javaunsafe;

/**
 * The part of a thread heap that each request reads, outside the Java heap: whose it is, and for each size class the slab to take
 * units from. Everything is static and works on the table's address.
 *
 * <pre>
 *    0  OWNER     id of the thread that may work with the heap; 0 if there is none that may do so without a lock, or if the heap
 *                 is parked
 *    8  CURRENT   of size class 1: its slab, or {@link Slab#NONE}
 *   16            of size class 2, and so on
 * </pre>
 *
 * <p>Any thread may ask whether it is the owner: only the owner itself ever wrote its id there.
 */
final class HeapTable {

    static final long BYTE_SIZE = Long.BYTES + (long) SizeClasses.COUNT * Long.BYTES;

    private HeapTable() {}

    /**
     * Makes a table without slabs.
     *
     * @param table where
     */
    static void format(long table) {
        setOwner(table, 0);
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            Memory.putLong(entry(table, sizeClass), Slab.NONE);
        }
    }

    /**
     * Whether a thread may work with the heap. Asked anew before each piece of work, as the heap may have been parked.
     *
     * @param table the table
     * @param threadId the id of the calling thread
     * @return whether it may
     */
    static boolean isOwnedBy(long table, long threadId) {
        return Memory.getLongVolatile(table) == threadId;
    }

    static void setOwner(long table, long threadId) {
        Memory.putLong(table, threadId);
    }

    /**
     * Where the slab of a class is kept.
     *
     * @param table the table
     * @param sizeClass the class
     * @return an address
     */
    static long entry(long table, long sizeClass) {
        return table + sizeClass * Long.BYTES;
    }

    /**
     * The slab to take units from, which is one of those with room, or that have been found to have none since.
     *
     * @param table the table
     * @param sizeClass the class of the units
     * @return the slab; {@link Slab#NONE} if there is none
     */
    static long current(long table, long sizeClass) {
        return Memory.getLong(entry(table, sizeClass));
    }
}
