package org.ccalloc.bench.workload;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Many live blocks of random sizes; an operation frees the block in a random slot and puts a new one there.
 *
 * <pre>
 *   slots   address | byteSize | address | byteSize | ...     two longs a slot
 *   block   random number of its allocation | not touched
 * </pre>
 *
 * <p>The random numbers are Marsaglia's xorshift64 (13, 7, 17), "Xorshift RNGs", 2003: the upper 31 bits choose the slot,
 * the lower 31 the size.
 */
final class RandomSlots implements Workload {

    /** Where all sequences of random numbers begin. */
    static final long SEED = 0x9E3779B97F4A7C15L;

    private final CcAllocator allocator;
    private final long[] slots;
    private final int slotCount;
    private final long leastByteSize;
    private final long byteSizeCount;
    private long random = SEED;
    private long checksum;

    RandomSlots(CcAllocator allocator, int slotCount, long leastByteSize, long greatestByteSize) {
        this.allocator = allocator;
        this.slots = new long[2 * slotCount];
        this.slotCount = slotCount;
        this.leastByteSize = leastByteSize;
        this.byteSizeCount = greatestByteSize - leastByteSize + 1;
        for (int slot = 0; slot < slotCount; slot++) {
            random = next(random);
            long byteSize = byteSize(random, leastByteSize, byteSizeCount);
            slots[2 * slot] = filled(allocator, byteSize, random);
            slots[2 * slot + 1] = byteSize;
        }
    }

    /**
     * {@inheritDoc}
     *
     * @implNote Fields are read once: after each call the JIT would have to read them again, since it might have changed them.
     */
    @Override
    public void run(int operations) {
        CcAllocator allocator = this.allocator;
        long[] slots = this.slots;
        long slotCount = this.slotCount;
        long leastByteSize = this.leastByteSize;
        long byteSizeCount = this.byteSizeCount;
        long sum = checksum;
        long x = random;
        for (int i = 0; i < operations; i++) {
            x = next(x);
            int at = 2 * (int) (((x >>> 33) * slotCount) >>> 31);
            sum += empty(allocator, slots[at], slots[at + 1]);
            long byteSize = byteSize(x, leastByteSize, byteSizeCount);
            slots[at] = filled(allocator, byteSize, x);
            slots[at + 1] = byteSize;
        }
        random = x;
        checksum = sum;
    }

    /**
     * A random size.
     *
     * @param x a random number
     * @param leastByteSize the least
     * @param byteSizeCount how many there are to choose from
     * @return bytes
     */
    static long byteSize(long x, long leastByteSize, long byteSizeCount) {
        return leastByteSize + (((x & 0x7fff_ffff) * byteSizeCount) >>> 31);
    }

    /**
     * Allocates a block and puts a number into it.
     *
     * @param allocator where from
     * @param byteSize how large
     * @param x the number
     * @return the block
     */
    static long filled(CcAllocator allocator, long byteSize, long x) {
        long address = Workload.live(allocator.alloc(byteSize));
        RawMemory.putLong(address, x);
        return address;
    }

    /**
     * Frees a block.
     *
     * @param allocator where it came from
     * @param address the block
     * @param byteSize how large
     * @return for the checksum
     */
    static long empty(CcAllocator allocator, long address, long byteSize) {
        long sum = RawMemory.getLong(address) ^ byteSize;
        allocator.free(address, byteSize);
        return sum;
    }

    /**
     * The next random number.
     *
     * @param x the one before
     * @return the next
     */
    static long next(long x) {
        x ^= x << 13;
        x ^= x >>> 7;
        return x ^ (x << 17);
    }

    @Override
    public long checksum() {
        return checksum;
    }

    @Override
    public void close() {
        for (int slot = 0; slot < slotCount; slot++) {
            checksum += empty(allocator, slots[2 * slot], slots[2 * slot + 1]);
        }
    }
}
