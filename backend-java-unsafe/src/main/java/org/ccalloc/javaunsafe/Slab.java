package org.ccalloc.javaunsafe;

/**
 * The slab tier: a segment of equal units. Its owner, a thread heap, takes units from a free list that runs through the
 * units themselves, last in, first out; a bitmap tells which are live. Who is not the owner frees by setting the unit's bit
 * in a <em>remote group</em>, from where the owner collects it.
 *
 * <pre>
 *   descriptor, owner's line
 *    0  FREE         first unit of the free list; 0 if empty
 *    8  OWNER_THREAD
 *   16  UNIT         bytes of a unit
 *   20  STEP         logarithm of the step: each address that is a multiple of it has a bit
 *   24  USED         units handed out, those included that wait in groups; FULL is added while in the queue of full ones
 *   28  CAPACITY     units
 *   32  FRESH        units from this one on were never in the free list
 *   36  KIND
 *   40  LIVE         where the bitmap would start if it were that of all memory: 1 while a unit is handed out
 *   48  OWNER
 *   52  PAGES
 *   56  NEXT         in its queue
 *   64  PREVIOUS
 *   72  GROUPS       the same of the remote groups
 *   80  BASE         address of unit 0
 *
 *   group
 *    0  bits         64 of them, 1 if a thread other than the owner has freed the unit
 *    8  next         the next group in the owner's list of pending groups
 * </pre>
 *
 * <p>A group goes from empty to not empty by one compare-and-set. Whoever did that puts the group on the owner's list; the
 * owner takes it from there and only then takes the bits. A group is therefore on at most one list, and while it is being
 * put there a unit of the slab counts as used, so that the slab stays.
 */
final class Slab {

    /** A slab that has no units, for where there is none. */
    static final long NONE = none();

    static final long GROUP_BYTE_SIZE = 16;

    /** In {@link #USED}: makes it negative. */
    private static final int FULL = Integer.MIN_VALUE;

    private static final long FREE = 0;
    private static final long BASE = 80;
    private static final long UNIT = 16;
    private static final long STEP = 20;
    private static final long USED = 24;
    private static final long CAPACITY = 28;
    private static final long FRESH = 32;
    private static final long LIVE = 40;
    private static final long GROUPS = 72;
    private static final long NEXT_GROUP = 8;

    /** How much is put into the free list at a time: what is not, is not touched. */
    private static final int EXTENT_BYTE_SIZE = 4096;

    private Slab() {}

    /**
     * Makes a slab.
     *
     * @param segment a segment of as many pages as the class wants
     * @param sizeClass the class of its units
     * @param owner number of the thread heap
     * @param ownerThread id of its owner; 0 if it is shared
     */
    static void format(long segment, int sizeClass, int owner, long ownerThread) {
        long base = Segment.start(segment);
        int step = SizeClasses.stepLog2(sizeClass);
        int words = SizeClasses.words(sizeClass);
        long live = base + SizeClasses.liveOffset(sizeClass);
        long groups = base + SizeClasses.groupsOffset(sizeClass);
        Memory.zero(live, words * (long) Long.BYTES);
        Memory.zero(groups, words * GROUP_BYTE_SIZE);
        Memory.putLong(segment + FREE, 0);
        Memory.putLong(segment + BASE, base);
        Memory.putInt(segment + UNIT, SizeClasses.unitByteSize(sizeClass));
        Memory.putInt(segment + STEP, step);
        Memory.putInt(segment + USED, 0);
        Memory.putInt(segment + CAPACITY, SizeClasses.capacity(sizeClass));
        Memory.putInt(segment + FRESH, 0);
        // Less what lies before the slab, so that addresses need no subtraction. Slabs start with a whole word.
        Memory.putLong(segment + LIVE, live - wordOf(base >>> step) * Long.BYTES);
        Memory.putLong(segment + GROUPS, groups - wordOf(base >>> step) * GROUP_BYTE_SIZE);
        Segment.setOwner(segment, owner, ownerThread);
        Segment.setKind(segment, sizeClass + 1);
    }

    private static long none() {
        long segment = Memory.allocate(Chunk.DESCRIPTOR_BYTE_SIZE);
        if (segment == 0) {
            throw new OutOfMemoryError("java-unsafe: no memory for a descriptor");
        }
        Memory.zero(segment, Chunk.DESCRIPTOR_BYTE_SIZE);
        return segment;
    }

    static int sizeClass(long segment) {
        return Segment.kind(segment) - 1;
    }

    static long unitByteSize(long segment) {
        return Memory.getInt(segment + UNIT);
    }

    // -------------------------------------------------------------------------------------------- owner only

    /**
     * Takes a unit from the free list.
     *
     * @param segment the slab
     * @return the unit; 0 if the list is empty
     */
    static long take(long segment) {
        long unit = Memory.getLong(segment + FREE);
        if (unit != 0) {
            Memory.putLong(segment + FREE, Memory.getLong(unit));
            Memory.putInt(segment + USED, Memory.getInt(segment + USED) + 1);
            long bit = unit >>> Memory.getInt(segment + STEP);
            long word = liveWord(segment, bit);
            Memory.putLong(word, Memory.getLong(word) | (1L << bit));
        }
        return unit;
    }

    /**
     * Puts a unit back.
     *
     * @param segment the slab that the address is in
     * @param address the unit
     * @return how many units are used now; below 0 if the slab is in the queue of full ones
     * @throws IllegalArgumentException if that is no unit, or not a live one
     */
    static int put(long segment, long address) {
        long bit = bit(segment, address);
        long word = liveWord(segment, bit);
        long live = Memory.getLong(word);
        if ((live & (1L << bit)) == 0) {
            throw notLive(segment, address);
        }
        Memory.putLong(word, live & ~(1L << bit));
        Memory.putLong(address, Memory.getLong(segment + FREE));
        Memory.putLong(segment + FREE, address);
        int used = Memory.getInt(segment + USED) - 1;
        Memory.putInt(segment + USED, used);
        return used;
    }

    /**
     * Puts units into the free list that never were there, if there are any and the list is empty.
     *
     * @param segment the slab
     * @return whether the list has units now
     */
    static boolean hasRoom(long segment) {
        if (Memory.getLong(segment + FREE) != 0) {
            return true;
        }
        int fresh = Memory.getInt(segment + FRESH);
        int unit = Memory.getInt(segment + UNIT);
        int end = Math.min(Memory.getInt(segment + CAPACITY), fresh + Math.max(1, EXTENT_BYTE_SIZE / unit));
        if (fresh == end) {
            return false;
        }
        long base = Memory.getLong(segment + BASE);
        long next = 0;
        for (int i = end - 1; i >= fresh; i--) {
            long address = base + (long) i * unit;
            Memory.putLong(address, next);
            next = address;
        }
        Memory.putLong(segment + FREE, next);
        Memory.putInt(segment + FRESH, end);
        return true;
    }

    /**
     * Puts back the units of a group.
     *
     * @param segment the slab
     * @param group one of its groups, which is on no list any more
     * @return how many units are used now; below 0 if the slab is in the queue of full ones
     */
    static int collect(long segment, long group) {
        long first = (group - Memory.getLong(segment + GROUPS)) / GROUP_BYTE_SIZE * Long.SIZE;
        int step = Memory.getInt(segment + STEP);
        long word = liveWord(segment, first);
        long live = Memory.getLong(word);
        // What is not live was freed by the owner too, which could not know.
        long freed = Memory.getAndSetLong(group, 0) & live;
        Memory.putLong(word, live & ~freed);
        long head = Memory.getLong(segment + FREE);
        for (long left = freed; left != 0; left &= left - 1) {
            long address = (first + Long.numberOfTrailingZeros(left)) << step;
            Memory.putLong(address, head);
            head = address;
        }
        Memory.putLong(segment + FREE, head);
        int used = Memory.getInt(segment + USED) - Long.bitCount(freed);
        Memory.putInt(segment + USED, used);
        return used;
    }

    static int used(long segment) {
        return Memory.getInt(segment + USED) & ~FULL;
    }

    static void setFull(long segment, boolean full) {
        Memory.putInt(segment + USED, full ? used(segment) | FULL : used(segment));
    }

    static boolean isFull(long segment) {
        return Memory.getInt(segment + USED) < 0;
    }

    // --------------------------------------------------------------------------------------------- all others

    /**
     * Frees a unit by setting its bit.
     *
     * @param segment the slab that the address is in
     * @param address the unit
     * @return the group, if the caller must put it on the owner's list; else 0
     * @throws IllegalArgumentException if that is no unit, or not a live one
     */
    static long putRemotely(long segment, long address) {
        long bit = bit(segment, address);
        long mask = 1L << bit;
        if ((Memory.getLong(liveWord(segment, bit)) & mask) == 0) {
            throw notLive(segment, address);
        }
        long group = Memory.getLong(segment + GROUPS) + wordOf(bit) * GROUP_BYTE_SIZE;
        long before;
        do {
            before = Memory.getLongVolatile(group);
            if ((before & mask) != 0) {
                throw Misuse.freeAlready(address);
            }
        } while (!Memory.compareAndSetLong(group, before, before | mask));
        return before == 0 ? group : 0;
    }

    /**
     * The slab that a group belongs to.
     *
     * @param group a group
     * @return its slab
     */
    static long ofGroup(long group) {
        return Chunk.segmentAt(group);
    }

    static long nextGroup(long group) {
        return Memory.getLong(group + NEXT_GROUP);
    }

    static void setNextGroup(long group, long next) {
        Memory.putLong(group + NEXT_GROUP, next);
    }

    /**
     * Fails if the address is not that of a live unit.
     *
     * @param segment the slab that the address is in
     * @param address the unit
     * @throws IllegalArgumentException if that is no unit, or not a live one
     */
    static void checkLive(long segment, long address) {
        long bit = bit(segment, address);
        if ((Memory.getLong(liveWord(segment, bit)) & (1L << bit)) == 0) {
            throw notLive(segment, address);
        }
    }

    // ------------------------------------------------------------------------------------------------ shared

    /**
     * Which bit of all memory's an address has; only the starts of units have one that is ever 1.
     *
     * @throws IllegalArgumentException if it has none
     */
    private static long bit(long segment, long address) {
        int step = Memory.getInt(segment + STEP);
        long bit = address >>> step;
        if (bit << step != address) {
            throw Misuse.insideABlock(address, Memory.getLong(segment + BASE));
        }
        return bit;
    }

    private static long wordOf(long bit) {
        return bit >>> 6;
    }

    private static long liveWord(long segment, long bit) {
        return Memory.getLong(segment + LIVE) + wordOf(bit) * Long.BYTES;
    }

    private static IllegalArgumentException notLive(long segment, long address) {
        long base = Memory.getLong(segment + BASE);
        long offset = address - base;
        boolean isUnit = offset % unitByteSize(segment) == 0
                && offset / unitByteSize(segment) < Memory.getInt(segment + CAPACITY);
        return isUnit ? Misuse.freeAlready(address) : Misuse.insideABlock(address, base);
    }

    /**
     * Fails if what the slab says of itself does not agree. Only while nobody works with it.
     *
     * @param segment the slab
     * @throws IllegalStateException if it does not
     */
    static void checkInvariants(long segment) {
        int capacity = Memory.getInt(segment + CAPACITY);
        int fresh = Memory.getInt(segment + FRESH);
        long base = Memory.getLong(segment + BASE);
        int listed = 0;
        for (long unit = Memory.getLong(segment + FREE); unit != 0; unit = Memory.getLong(unit)) {
            long index = (unit - base) / unitByteSize(segment);
            check(base + index * unitByteSize(segment) == unit, segment, "a free unit that is none, near", index);
            check(index >= 0 && index < fresh, segment, "a free unit that is fresh", index);
            long bit = bit(segment, unit);
            check((Memory.getLong(liveWord(segment, bit)) & (1L << bit)) == 0, segment, "a free unit is live", index);
            check(++listed <= capacity, segment, "a cycle in the free list", listed);
        }
        int live = 0;
        for (int i = 0; i < SizeClasses.words(sizeClass(segment)); i++) {
            long bit = bit(segment, base) + i * (long) Long.SIZE;
            long word = Memory.getLong(liveWord(segment, bit));
            long group = Memory.getLong(segment + GROUPS) + wordOf(bit) * GROUP_BYTE_SIZE;
            live += Long.bitCount(word);
            check((Memory.getLongVolatile(group) & ~word) == 0, segment, "a unit freed twice, in word", i);
        }
        check(live == used(segment), segment, "used, but not live units", used(segment) - live);
        check(live + listed == fresh, segment, "units that are neither live nor free", fresh - live - listed);
        check(!isFull(segment) || used(segment) == capacity, segment, "full, with units left", capacity - live);
    }

    private static void check(boolean holds, long segment, String what, long number) {
        if (!holds) {
            throw new IllegalStateException(
                    "slab: " + what + ": " + number + ", segment=0x" + Long.toHexString(segment) + " (expected none)");
        }
    }
}
