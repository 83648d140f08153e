package org.ccalloc.bench.program;

import org.HdrHistogram.Histogram;
import org.ccalloc.bench.workload.Workload;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * One thread's times of single operations: random blocks of its window are replaced, as in larson, and each free and each allocation is
 * timed by itself. {@code latency.c} does the same.
 */
final class SingleOperations {

    private static final int SLOTS = 5000;
    private static final long GREATEST_BYTE_SIZE = 1000;
    private static final long LONGEST_NANOS = 100_000_000_000L;
    private static final int DIGITS = 3;

    private final CcAllocator allocator;
    private final long[] window = new long[2 * SLOTS];
    private final Histogram allocations = new Histogram(LONGEST_NANOS, DIGITS);
    private final Histogram frees = new Histogram(LONGEST_NANOS, DIGITS);
    private final Histogram clock = new Histogram(LONGEST_NANOS, DIGITS);
    private long x;

    SingleOperations(CcAllocator allocator, long seed, int member) {
        this.allocator = allocator;
        this.x = RandomNumbers.start(seed, member);
    }

    /**
     * As many operations for nothing, and then those that count.
     *
     * @param operations how many
     * @return what was done
     */
    Outcome run(int operations) {
        for (int at = 0; at < window.length; at += 2) {
            x = RandomNumbers.next(x);
            put(at, byteSize(x), Workload.live(allocator.alloc(byteSize(x))));
        }
        long sum = replace(operations);
        allocations.reset();
        frees.reset();
        clock.reset();
        sum += replace(operations);
        for (int at = 0; at < window.length; at += 2) {
            sum += RawMemory.getLong(window[at]) ^ window[at + 1];
            allocator.free(window[at], window[at + 1]);
        }
        return Outcome.of(sum, operations);
    }

    private long replace(int operations) {
        long sum = 0;
        for (int i = 0; i < operations; i++) {
            x = RandomNumbers.next(x);
            int at = 2 * RandomNumbers.below(x, SLOTS);
            long old = window[at];
            long oldByteSize = window[at + 1];
            sum += RawMemory.getLong(old) ^ oldByteSize;
            long byteSize = byteSize(x);
            long start = System.nanoTime();
            allocator.free(old, oldByteSize);
            long freed = System.nanoTime();
            long address = Workload.live(allocator.alloc(byteSize));
            long allocated = System.nanoTime();
            long end = System.nanoTime();
            put(at, byteSize, address);
            frees.recordValue(freed - start);
            allocations.recordValue(allocated - freed);
            clock.recordValue(end - allocated);
        }
        return sum;
    }

    private static long byteSize(long x) {
        return RandomNumbers.between(x, Slots.LEAST_BYTE_SIZE, GREATEST_BYTE_SIZE);
    }

    private void put(int at, long byteSize, long address) {
        window[at] = address;
        window[at + 1] = byteSize;
        RawMemory.putLong(address, x);
        RawMemory.putByte(address + byteSize - 1, (byte) x);
    }

    Histogram allocations() {
        return allocations;
    }

    Histogram frees() {
        return frees;
    }

    /** What reading the clock twice takes: part of all times. */
    Histogram clock() {
        return clock;
    }
}
