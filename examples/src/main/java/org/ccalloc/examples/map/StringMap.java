package org.ccalloc.examples.map;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;

/**
 * A map from strings to numbers, off the heap: an open-addressing table with linear probing, and a block for each key. Not
 * thread-safe.
 *
 * <pre>
 *   table: slot slot slot ...        slot: address of the key, 0 if empty | value
 *   key:   byteLength | bytes in UTF-8
 * </pre>
 */
public class StringMap implements AutoCloseable {

    private static final long SLOT_BYTE_SIZE = 2 * Long.BYTES;
    private static final long VALUE_OFFSET = Long.BYTES;
    private static final long KEY_HEADER_BYTE_SIZE = Integer.BYTES;
    private static final int FIRST_CAPACITY = 4;

    private final CcAllocator allocator;
    private long table;
    private int capacity;
    private int size;

    /** An empty map on the memory of {@link CcAllocators#get()}. */
    public StringMap() {
        this(CcAllocators.get());
    }

    /**
     * An empty map.
     *
     * @param allocator whose memory it uses
     * @throws OutOfMemoryError if there is none
     */
    public StringMap(CcAllocator allocator) {
        this.allocator = allocator;
        this.capacity = FIRST_CAPACITY;
        this.table = allocator.callocOrThrow(capacity, SLOT_BYTE_SIZE);
    }

    /**
     * How many keys there are.
     *
     * @return their number
     */
    public int size() {
        return size;
    }

    /**
     * Puts a value in place of the key's former one, if it had one.
     *
     * @param key the key
     * @param value its value
     * @throws OutOfMemoryError if there is no memory; the map is as before
     */
    public void put(String key, long value) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        long slot = slotOf(table, capacity, bytes);
        if (RawMemory.getLong(slot) == 0) {
            if (4 * (size + 1) > 3 * capacity) {
                grow();
                slot = slotOf(table, capacity, bytes);
            }
            RawMemory.putLong(slot, newKey(bytes));
            size++;
        }
        RawMemory.putLong(slot + VALUE_OFFSET, value);
    }

    /**
     * Looks a key up.
     *
     * @param key the key
     * @return its value, if it has one
     */
    public OptionalLong get(String key) {
        long slot = slotOf(table, capacity, key.getBytes(StandardCharsets.UTF_8));
        return RawMemory.getLong(slot) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(RawMemory.getLong(slot + VALUE_OFFSET));
    }

    /** Gives all memory back. Does nothing the second time. */
    @Override
    public void close() {
        if (table == 0) {
            return;
        }
        for (int i = 0; i < capacity; i++) {
            long key = RawMemory.getLong(table + i * SLOT_BYTE_SIZE);
            if (key != 0) {
                free(allocator, key, RawMemory.getInt(key));
            }
        }
        allocator.free(table, capacity * SLOT_BYTE_SIZE);
        table = 0;
    }

    /**
     * Gives a key back; apart, so that a test can get it wrong.
     *
     * @param keyAllocator whose block it is
     * @param key its address
     * @param byteLength of the string
     */
    void free(CcAllocator keyAllocator, long key, int byteLength) {
        keyAllocator.free(key, KEY_HEADER_BYTE_SIZE + byteLength);
    }

    private void grow() {
        int newCapacity = 2 * capacity;
        long newTable = allocator.callocOrThrow(newCapacity, SLOT_BYTE_SIZE);
        for (int i = 0; i < capacity; i++) {
            long old = table + i * SLOT_BYTE_SIZE;
            long key = RawMemory.getLong(old);
            if (key != 0) {
                long slot = slotOf(newTable, newCapacity, bytesOf(key));
                RawMemory.copy(old, slot, SLOT_BYTE_SIZE);
            }
        }
        allocator.free(table, capacity * SLOT_BYTE_SIZE);
        table = newTable;
        capacity = newCapacity;
    }

    private long newKey(byte[] bytes) {
        long key = allocator.allocOrThrow(KEY_HEADER_BYTE_SIZE + bytes.length);
        RawMemory.putInt(key, bytes.length);
        RawMemory.copyFromArray(bytes, 0, key + KEY_HEADER_BYTE_SIZE, bytes.length);
        return key;
    }

    /** The key's slot, or the empty one where it belongs. */
    private static long slotOf(long table, int capacity, byte[] key) {
        int at = Arrays.hashCode(key) & (capacity - 1);
        while (true) {
            long slot = table + at * SLOT_BYTE_SIZE;
            long found = RawMemory.getLong(slot);
            if (found == 0 || Arrays.equals(bytesOf(found), key)) {
                return slot;
            }
            at = (at + 1) & (capacity - 1);
        }
    }

    private static byte[] bytesOf(long key) {
        var bytes = new byte[RawMemory.getInt(key)];
        RawMemory.copyToArray(key + KEY_HEADER_BYTE_SIZE, bytes, 0, bytes.length);
        return bytes;
    }
}
