package org.ccalloc.bench.program;

import org.ccalloc.spi.RawMemory;

/**
 * Blocks by number: what a program keeps of the blocks that it has. Used by one thread at a time.
 *
 * <pre>
 *   table   address | byteSize | address | byteSize | ...     two longs a slot; address 0: the slot is empty
 *   block   random number | not touched | lowest byte of it
 * </pre>
 *
 * <p>That random number and the size go into the checksum when the block is freed, so that a lost block or lost content shows.
 * {@code slots.h} has the same in C.
 */
abstract class Slots {

    /** The least size of a block: its first eight bytes are written. */
    static final int LEAST_BYTE_SIZE = 8;

    private final long[] table;

    /**
     * Makes empty ones.
     *
     * @param count how many
     */
    Slots(int count) {
        this.table = new long[2 * count];
    }

    /**
     * Allocates.
     *
     * @param slot where the block is going to be
     * @param byteSize how large
     * @return its address, never 0
     */
    abstract long allocate(int slot, long byteSize);

    /**
     * Allocates with an alignment.
     *
     * @param slot where the block is going to be
     * @param byteSize how large
     * @param byteAlignment of which its address is a multiple
     * @return its address, never 0
     */
    abstract long allocateAligned(int slot, long byteSize, long byteAlignment);

    /**
     * Resizes, keeping the content.
     *
     * @param slot where the block is
     * @param address of the block
     * @param oldByteSize how large it is
     * @param newByteSize how large it is to be
     * @return its new address, never 0
     */
    abstract long reallocate(int slot, long address, long oldByteSize, long newByteSize);

    /**
     * Frees.
     *
     * @param slot where the block is
     * @param address of the block
     * @param byteSize how large it is
     */
    abstract void free(int slot, long address, long byteSize);

    /**
     * Lets what a contender keeps of a block beside its address change places with that of another.
     *
     * @param slot where the block is
     * @param other of the same contender
     * @param otherSlot where the other block is
     */
    void swapOwners(int slot, Slots other, int otherSlot) {}

    /**
     * Puts a new block into an empty slot.
     *
     * @param slot which
     * @param byteSize of the block, 8 or more
     * @param x what it holds
     */
    final void fill(int slot, long byteSize, long x) {
        put(slot, allocate(slot, byteSize), byteSize, x);
    }

    /**
     * Puts a new block with an alignment into an empty slot.
     *
     * @param slot which
     * @param byteSize of the block, 8 or more
     * @param byteAlignment of the block
     * @param x what it holds
     */
    final void fillAligned(int slot, long byteSize, long byteAlignment, long x) {
        put(slot, allocateAligned(slot, byteSize, byteAlignment), byteSize, x);
    }

    private void put(int slot, long address, long byteSize, long x) {
        table[2 * slot] = address;
        table[2 * slot + 1] = byteSize;
        RawMemory.putLong(address, x);
        RawMemory.putByte(address + byteSize - 1, (byte) x);
    }

    /**
     * Makes a block larger; its first eight bytes travel along, and all bytes that are new are written.
     *
     * @param slot where it is
     * @param newByteSize more than it has
     * @param x what to write, the lowest byte of it
     */
    final void grow(int slot, long newByteSize, long x) {
        long oldByteSize = table[2 * slot + 1];
        long address = reallocate(slot, table[2 * slot], oldByteSize, newByteSize);
        table[2 * slot] = address;
        table[2 * slot + 1] = newByteSize;
        RawMemory.fill(address + oldByteSize, newByteSize - oldByteSize, (byte) x);
    }

    /**
     * Frees what is in a slot.
     *
     * @param slot which
     * @return for the checksum; 0 if the slot was empty
     */
    final long empty(int slot) {
        long address = table[2 * slot];
        if (address == 0) {
            return 0;
        }
        long byteSize = table[2 * slot + 1];
        long sum = (RawMemory.getLong(address) ^ byteSize) + RawMemory.getByte(address + byteSize - 1);
        table[2 * slot] = 0;
        free(slot, address, byteSize);
        return sum;
    }

    /**
     * Frees what is in some slots, from the first to the last.
     *
     * @param from the first
     * @param to one past the last
     * @return for the checksum
     */
    final long emptyAll(int from, int to) {
        long sum = 0;
        for (int slot = from; slot < to; slot++) {
            sum += empty(slot);
        }
        return sum;
    }

    /**
     * Frees what is in all slots.
     *
     * @return for the checksum
     */
    final long emptyAll() {
        return emptyAll(0, count());
    }

    /**
     * Lets two slots change their contents.
     *
     * @param slot one
     * @param other where the other one is
     * @param otherSlot the other one
     */
    final void swap(int slot, Slots other, int otherSlot) {
        long address = table[2 * slot];
        long byteSize = table[2 * slot + 1];
        table[2 * slot] = other.table[2 * otherSlot];
        table[2 * slot + 1] = other.table[2 * otherSlot + 1];
        other.table[2 * otherSlot] = address;
        other.table[2 * otherSlot + 1] = byteSize;
        swapOwners(slot, other, otherSlot);
    }

    final int count() {
        return table.length / 2;
    }

    final boolean isEmpty(int slot) {
        return table[2 * slot] == 0;
    }

    final long address(int slot) {
        return table[2 * slot];
    }

    final long byteSize(int slot) {
        return table[2 * slot + 1];
    }
}
