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
            fill(2 * slot, random);
        }
    }

    @Override
    public void run(int operations) {
        long x = random;
        for (int i = 0; i < operations; i++) {
            x = next(x);
            int at = 2 * (int) (((x >>> 33) * slotCount) >>> 31);
            empty(at);
            fill(at, x);
        }
        random = x;
    }

    private void fill(int at, long x) {
        long byteSize = leastByteSize + (((x & 0x7fff_ffff) * byteSizeCount) >>> 31);
        long address = Workload.live(allocator.alloc(byteSize));
        RawMemory.putLong(address, x);
        slots[at] = address;
        slots[at + 1] = byteSize;
    }

    private void empty(int at) {
        long address = slots[at];
        long byteSize = slots[at + 1];
        checksum += RawMemory.getLong(address) ^ byteSize;
        allocator.free(address, byteSize);
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
            empty(2 * slot);
        }
    }
}
