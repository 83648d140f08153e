package org.ccalloc.javaunsafe;

import java.util.Arrays;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.nativelibrary.SystemPages;

/**
 * Blocks that are too large for an arena: each a reservation of its own, that goes back to the operating system when the
 * block is freed. They start on a chunk, which is how an address is found to be one.
 */
final class DirectBlocks {

    /** More is more than processors can address. */
    private static final long MAX_BYTE_SIZE = 1L << 47;

    private static final int LEAST_LENGTH = 16;

    private final ChunkMap chunkMap;
    private final Reservations reservations;
    private final SystemPages systemPages;

    // By slot, all guarded by this.
    private long[] reservation = new long[LEAST_LENGTH];
    private long[] reservedByteSize = new long[LEAST_LENGTH];
    private long[] byteSize = new long[LEAST_LENGTH]; // 0 of a free slot
    private int[] freeSlots = new int[LEAST_LENGTH];
    private int freeSlotCount;
    private int slots;

    /**
     * Has no blocks yet.
     *
     * @param chunkMap where they are entered
     * @param reservations where they come from
     * @param systemPages takes pages back
     */
    DirectBlocks(ChunkMap chunkMap, Reservations reservations, SystemPages systemPages) {
        this.systemPages = systemPages;
        this.chunkMap = chunkMap;
        this.reservations = reservations;
    }

    /**
     * Reserves a block.
     *
     * @param wanted its bytes, 1 or more
     * @param alignment of which its address is to be a multiple; a power of two
     * @return the block; 0 if there is no memory
     */
    long allocate(long wanted, long alignment) {
        long boundary = Math.max(alignment, Chunk.BYTE_SIZE);
        if (wanted > MAX_BYTE_SIZE || boundary > MAX_BYTE_SIZE) {
            return 0;
        }
        long reserved = reservations.reserve(wanted + boundary);
        if (reserved == 0) {
            return 0;
        }
        long address = (reserved + boundary - 1) & -boundary;
        synchronized (this) {
            int slot = takeSlot();
            reservation[slot] = reserved;
            reservedByteSize[slot] = wanted + boundary;
            byteSize[slot] = wanted;
            chunkMap.put(address, ~slot);
        }
        return address;
    }

    private int takeSlot() {
        if (freeSlotCount > 0) {
            return freeSlots[--freeSlotCount];
        }
        if (slots == byteSize.length) {
            reservation = Arrays.copyOf(reservation, slots * 2);
            reservedByteSize = Arrays.copyOf(reservedByteSize, slots * 2);
            byteSize = Arrays.copyOf(byteSize, slots * 2);
            freeSlots = Arrays.copyOf(freeSlots, slots * 2);
        }
        return slots++;
    }

    /**
     * Gives a block back.
     *
     * @param address the block
     * @throws IllegalArgumentException if that is none
     */
    void free(long address) {
        long reserved;
        long reservedBytes;
        long used;
        synchronized (this) {
            int slot = slot(address);
            reserved = reservation[slot];
            reservedBytes = reservedByteSize[slot];
            used = byteSize[slot];
            byteSize[slot] = 0;
            chunkMap.put(address, 0);
            freeSlots[freeSlotCount++] = slot;
        }
        // The C library keeps what it is given back, up to 32 MiB, once it has seen blocks of that size freed.
        systemPages.discard(address, used);
        reservations.release(reserved, reservedBytes);
    }

    /** Gives all blocks back. Only while nobody allocates or frees, or will. */
    synchronized void destroy() {
        for (int slot = 0; slot < slots; slot++) {
            if (byteSize[slot] != 0) {
                free(address(slot));
            }
        }
    }

    /** Visits all blocks. Only while nobody allocates or frees. */
    synchronized void walk(CcHeap.BlockVisitor visitor) {
        for (int slot = 0; slot < slots; slot++) {
            if (byteSize[slot] != 0) {
                visitor.visit(address(slot), byteSize[slot]);
            }
        }
    }

    private long address(int slot) {
        long boundary = reservedByteSize[slot] - byteSize[slot];
        return (reservation[slot] + boundary - 1) & -boundary;
    }

    /**
     * What a block has.
     *
     * @param address the block
     * @return bytes
     * @throws IllegalArgumentException if that is none
     */
    synchronized long usableSize(long address) {
        return byteSize[slot(address)];
    }

    private int slot(long address) {
        int entry = chunkMap.get(address);
        if (entry >= 0) {
            throw Misuse.notABlock(address);
        }
        if (Chunk.of(address) != address) {
            throw Misuse.insideABlock(address, Chunk.of(address));
        }
        return ~entry;
    }

    /**
     * Tells what there is, for people.
     *
     * @return a line
     */
    synchronized String describe() {
        long sum = Arrays.stream(byteSize, 0, slots).sum();
        return "direct blocks: " + (slots - freeSlotCount) + ", " + (sum >> 10) + " KiB" + System.lineSeparator();
    }

    /**
     * Fails if slots and map do not agree.
     *
     * @return what all blocks hold from the operating system
     * @throws IllegalStateException if they do not
     */
    synchronized long checkInvariants() {
        long reservedBytes = 0;
        int freeHere = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (byteSize[slot] == 0) {
                freeHere++;
                continue;
            }
            reservedBytes += reservedByteSize[slot];
            long address = address(slot);
            if (chunkMap.get(address) != ~slot) {
                throw new IllegalStateException("direct block: address=0x" + Long.toHexString(address) + ", entry="
                        + chunkMap.get(address) + " (expected " + ~slot + ")");
            }
        }
        if (freeHere != freeSlotCount) {
            throw new IllegalStateException(
                    "direct blocks: free slots=" + freeSlotCount + " (expected " + freeHere + ")");
        }
        return reservedBytes;
    }
}
