package org.ccalloc.javaunsafe;

import java.util.BitSet;
import org.ccalloc.spi.CcHeap;

/**
 * The slab tier: a segment of equal units. Its owner, a thread heap, takes units from a free list that runs through the
 * units themselves, last in, first out. Who is not the owner frees by setting the unit's bit in a <em>remote group</em>, from
 * where the owner collects it.
 *
 * <pre>
 *   descriptor, the line that the owner writes to
 *    0  FREE         first unit of the free list; 0 if empty
 *    8  USED         units handed out, those included that wait in groups; FULL is added while in the queue of full ones, KEPT while
 *                    the heap keeps the slab whether units are used or not
 *   16  NEXT         in its queue
 *   24  PREVIOUS
 *   40  CAPACITY     units
 *   44  PAGES
 *   the line that others read, and that changes seldom: else each free by another thread would wait for the owner's cache
 *   64  HEAP         the table of the heap that has the slab
 *   72  BASE         address of unit 0
 *   80  RECIPROCAL   of UNIT
 *   88  FRESH        bytes from BASE: units from there on were never in the free list
 *  104  GROUPS       address of the remote groups
 *  112  UNIT         bytes of a unit
 *  116  KIND
 *  120  OWNER
 *
 *   unit in the free list
 *    0  next         0 for the last
 *    8  mark         the descriptor's address
 *
 *   group
 *    0  bits         64 of them, 1 if a thread other than the owner has freed the unit
 *    8  next         the next group in the owner's list of pending groups
 * </pre>
 *
 * <p>A group goes from empty to not empty by one compare-and-set. Whoever did that puts the group on the owner's list; the
 * owner takes it from there and only then takes the bits. A group is therefore on at most one list, and while it is being
 * put there a unit of the slab counts as used, so that the slab stays.
 *
 * <p>The mark is how a second free of a unit is seen without another line of memory. A block that happens to hold it where the
 * mark would be is looked for in the free list.
 */
final class Slab {

    static final long GROUP_BYTE_SIZE = 16;

    /**
     * Stands for no slab, where one is looked for: it has no unit, and its heap is nobody's. So who takes units, or frees, need
     * not ask whether there is a slab.
     */
    static final long NONE = none();

    /** In {@link #USED}: makes it negative. */
    private static final int FULL = Integer.MIN_VALUE;

    /** In {@link #USED}: makes it positive, so that putting the last unit back is nothing to look into. */
    private static final int KEPT = 1 << 30;

    static final long FREE = 0;
    private static final long HEAP = 64;
    private static final long BASE = 72;
    private static final long RECIPROCAL = 80;
    static final long FRESH = 88;
    private static final long UNIT = 112;
    static final long USED = 8;
    private static final long CAPACITY = 40;
    static final long GROUPS = 104;
    private static final long NEXT_GROUP = 8;

    /** In a unit of the free list. */
    static final long MARK = 8;

    /** How much is put into the free list at a time: what is not, is not touched. */
    private static final int EXTENT_BYTE_SIZE = 4096;

    private Slab() {}

    private static long none() {
        long none = Memory.allocate(Chunk.DESCRIPTOR_BYTE_SIZE + Long.BYTES);
        if (none == 0) {
            throw new OutOfMemoryError("off-heap memory: byteSize=" + (Chunk.DESCRIPTOR_BYTE_SIZE + Long.BYTES)
                    + " (expected to be there for the allocator itself)");
        }
        Memory.zero(none, Chunk.DESCRIPTOR_BYTE_SIZE + Long.BYTES);
        Memory.putLong(none + HEAP, none + Chunk.DESCRIPTOR_BYTE_SIZE);
        return none;
    }

    /**
     * Makes a slab.
     *
     * @param segment a segment of as many pages as the class wants
     * @param sizeClass the class of its units
     * @param owner number of the thread heap
     * @param heap its table
     */
    static void format(long segment, int sizeClass, int owner, long heap) {
        long base = Segment.start(segment);
        long groups = base + SizeClasses.groupsOffset(sizeClass);
        Memory.zero(groups, SizeClasses.groups(sizeClass) * GROUP_BYTE_SIZE);
        Memory.putLong(segment + FREE, 0);
        Memory.putLong(segment + BASE, base);
        Memory.putLong(segment + RECIPROCAL, SizeClasses.reciprocal(sizeClass));
        Memory.putLong(segment + FRESH, 0);
        Memory.putInt(segment + UNIT, SizeClasses.unitByteSize(sizeClass));
        Memory.putInt(segment + USED, 0);
        Memory.putInt(segment + CAPACITY, SizeClasses.capacity(sizeClass));
        Memory.putLong(segment + GROUPS, groups);
        setOwner(segment, owner, heap);
        Segment.setKind(segment, sizeClass);
    }

    /**
     * Gives the slab to a heap.
     *
     * @param segment the slab
     * @param owner number of the thread heap
     * @param heap its table
     */
    static void setOwner(long segment, int owner, long heap) {
        Segment.setOwner(segment, owner);
        Memory.putLong(segment + HEAP, heap);
    }

    /**
     * The table of the heap that has the slab.
     *
     * @param segment the slab, or {@link #NONE}
     * @return an address that can be read
     */
    static long heap(long segment) {
        return Memory.getLong(segment + HEAP);
    }

    static int sizeClass(long segment) {
        return Segment.kind(segment);
    }

    static long unitByteSize(long segment) {
        return Memory.getInt(segment + UNIT);
    }

    // -------------------------------------------------------------------------------------------- owner only

    /**
     * Takes a unit from the free list.
     *
     * @param segment the slab, or {@link #NONE}
     * @return the unit; 0 if the list is empty
     */
    static long take(long segment) {
        long unit = Memory.getLong(segment + FREE);
        if (unit != 0) {
            Memory.putLong(segment + FREE, Memory.getLong(unit));
            Memory.putInt(segment + USED, Memory.getInt(segment + USED) + 1);
            Memory.putLong(unit + MARK, 0);
        }
        return unit;
    }

    /**
     * Puts a unit back: it is the next one to be taken from this slab, while the processor has it in its cache.
     *
     * @param segment the slab that the address is in
     * @param address the unit
     * @return 0 if no unit is used any more, and the slab is not kept; below 0 if it is in the queue of full ones; else more
     * @throws IllegalArgumentException if that is no unit, or not a live one
     */
    static int put(long segment, long address) {
        checkLive(segment, address);
        Memory.putLong(address, Memory.getLong(segment + FREE));
        Memory.putLong(address + MARK, segment);
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
        long unit = unitByteSize(segment);
        long fresh = Memory.getLong(segment + FRESH);
        long end =
                Math.min(Memory.getInt(segment + CAPACITY) * unit, fresh + Math.max(1, EXTENT_BYTE_SIZE / unit) * unit);
        if (fresh == end) {
            return false;
        }
        long base = Memory.getLong(segment + BASE);
        long next = 0;
        for (long address = base + end - unit; address >= base + fresh; address -= unit) {
            Memory.putLong(address, next);
            Memory.putLong(address + MARK, segment);
            next = address;
        }
        Memory.putLong(segment + FREE, next);
        Memory.putLong(segment + FRESH, end);
        return true;
    }

    /**
     * Puts back the units of a group.
     *
     * @param segment the slab
     * @param group one of its groups, which is on no list any more
     * @return 0 if no unit is used any more, and the slab is not kept; below 0 if it is in the queue of full ones; else more
     */
    static int collect(long segment, long group) {
        long first = (group - Memory.getLong(segment + GROUPS)) / GROUP_BYTE_SIZE * Long.SIZE;
        long base = Memory.getLong(segment + BASE);
        long unit = unitByteSize(segment);
        int freed = 0;
        for (long left = Memory.getAndSetLong(group, 0); left != 0; left &= left - 1) {
            long address = base + (first + Long.numberOfTrailingZeros(left)) * unit;
            // What is free was freed by the owner too, which could not know.
            if (!isFree(segment, address)) {
                Memory.putLong(address, Memory.getLong(segment + FREE));
                Memory.putLong(address + MARK, segment);
                Memory.putLong(segment + FREE, address);
                freed++;
            }
        }
        int used = Memory.getInt(segment + USED) - freed;
        Memory.putInt(segment + USED, used);
        return used;
    }

    static int used(long segment) {
        return Memory.getInt(segment + USED) & ~(FULL | KEPT);
    }

    static void setFull(long segment, boolean full) {
        Memory.putInt(segment + USED, full ? used(segment) | FULL : used(segment));
    }

    /**
     * Notes whether the heap keeps the slab whether units are used or not.
     *
     * @param segment the slab, not one in the queue of full ones
     * @param kept whether it does
     */
    static void setKept(long segment, boolean kept) {
        Memory.putInt(segment + USED, kept ? used(segment) | KEPT : used(segment));
    }

    static boolean isKept(long segment) {
        return (Memory.getInt(segment + USED) & KEPT) != 0;
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
        checkLive(segment, address);
        long offset = address - Memory.getLong(segment + BASE);
        long index = Math.unsignedMultiplyHigh(offset, Memory.getLong(segment + RECIPROCAL));
        long mask = 1L << index;
        long group = Memory.getLong(segment + GROUPS) + index / Long.SIZE * GROUP_BYTE_SIZE;
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
        if (!isUnit(segment, address)) {
            long base = Memory.getLong(segment + BASE);
            throw Long.compareUnsigned(address - base, Segment.byteSize(segment)) < 0
                    ? Misuse.insideABlock(address, base)
                    : Misuse.notABlock(address);
        }
        if (isFree(segment, address)) {
            throw Misuse.freeAlready(address);
        }
    }

    // ------------------------------------------------------------------------------------------------ shared

    /** Whether an address is the start of a unit that has ever been in the free list. */
    private static boolean isUnit(long segment, long address) {
        long offset = address - Memory.getLong(segment + BASE);
        long reciprocal = Memory.getLong(segment + RECIPROCAL);
        return Long.compareUnsigned(offset, Memory.getLong(segment + FRESH)) < 0
                && Long.compareUnsigned(offset * reciprocal, reciprocal) < 0;
    }

    /**
     * Visits all live units. Only while nobody works with the slab.
     *
     * @param segment the slab
     * @param visitor is told of each
     */
    static void walk(long segment, CcHeap.BlockVisitor visitor) {
        long unitByteSize = unitByteSize(segment);
        long base = Memory.getLong(segment + BASE);
        int fresh = (int) (Memory.getLong(segment + FRESH) / unitByteSize);
        BitSet free = new BitSet(fresh);
        for (long unit = Memory.getLong(segment + FREE); unit != 0; unit = Memory.getLong(unit)) {
            free.set((int) ((unit - base) / unitByteSize));
        }
        for (int group = 0; group < SizeClasses.groups(sizeClass(segment)); group++) {
            long left = Memory.getLongVolatile(Memory.getLong(segment + GROUPS) + group * GROUP_BYTE_SIZE);
            for (; left != 0; left &= left - 1) {
                free.set(group * Long.SIZE + Long.numberOfTrailingZeros(left));
            }
        }
        for (int index = free.nextClearBit(0); index < fresh; index = free.nextClearBit(index + 1)) {
            visitor.visit(base + index * unitByteSize, unitByteSize);
        }
    }

    private static boolean isFree(long segment, long unit) {
        return Memory.getLong(unit + MARK) == segment && isListed(segment, unit);
    }

    /** By others than the owner, a guess: they hold no block that is in the list, unless they misuse it. */
    private static boolean isListed(long segment, long unit) {
        long listed = Memory.getLong(segment + FREE);
        for (int left = Memory.getInt(segment + CAPACITY); left > 0 && isUnit(segment, listed); left--) {
            if (listed == unit) {
                return true;
            }
            listed = Memory.getLong(listed);
        }
        return false;
    }

    /**
     * Fails if what the slab says of itself does not agree. Only while nobody works with it.
     *
     * @param segment the slab
     * @throws IllegalStateException if it does not
     */
    static void checkInvariants(long segment) {
        int capacity = Memory.getInt(segment + CAPACITY);
        long unitByteSize = unitByteSize(segment);
        long base = Memory.getLong(segment + BASE);
        int fresh = (int) (Memory.getLong(segment + FRESH) / unitByteSize);
        int listed = 0;
        for (long unit = Memory.getLong(segment + FREE); unit != 0; unit = Memory.getLong(unit)) {
            check(unit >= base && isUnit(segment, unit), segment, "in the free list, but no unit", unit - base);
            check(Memory.getLong(unit + MARK) == segment, segment, "a free unit without its mark", unit - base);
            check(++listed <= capacity, segment, "a cycle in the free list", listed);
        }
        for (int group = 0; group < SizeClasses.groups(sizeClass(segment)); group++) {
            long left = Memory.getLongVolatile(Memory.getLong(segment + GROUPS) + group * GROUP_BYTE_SIZE);
            for (; left != 0; left &= left - 1) {
                int index = group * Long.SIZE + Long.numberOfTrailingZeros(left);
                check(index < fresh, segment, "freed, but never handed out", index);
                check(!isFree(segment, base + index * unitByteSize), segment, "a unit freed twice", index);
            }
        }
        int used = used(segment);
        check(used + listed == fresh, segment, "units that are neither used nor free", fresh - used - listed);
        check(!isFull(segment) || used == capacity, segment, "full, with units left", capacity - used);
    }

    private static void check(boolean holds, long segment, String what, long number) {
        if (!holds) {
            throw new IllegalStateException(
                    "slab: " + what + ": " + number + ", segment=0x" + Long.toHexString(segment) + " (expected none)");
        }
    }
}
