package org.ccalloc.bench.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Blocks of random sizes that the thread which runs the workload allocates, and another one frees; an operation is one block.
 * Between the threads is a ring, so that neither waits for the other unless it is ahead by as much as that holds.
 *
 * <pre>
 *   ring    address | byteSize | address | byteSize | ...     two longs an entry
 *   ends    - | taken | - | put | -                           each on cache lines of its own
 *   block   random number of its allocation | not touched
 * </pre>
 */
final class HandOff implements Workload {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RING = 1024;
    private static final int SPINS = 200;
    private static final int TAKEN = 16;
    private static final int PUT = 32;

    private final CcAllocator allocator;
    private final long leastByteSize;
    private final long byteSizeCount;
    private final long[] ring = new long[2 * RING];
    private final long[] ends = new long[48];
    private final Thread freeing = new Thread(this::freeAll, "freeing");
    private volatile boolean ended;
    private long random = RandomSlots.SEED;

    // Of the thread that allocates.
    private long put;
    private long takenSeen;

    /** Of the thread that frees, until it has ended. */
    private long checksum;

    HandOff(CcAllocator allocator, long leastByteSize, long greatestByteSize) {
        this.allocator = allocator;
        this.leastByteSize = leastByteSize;
        this.byteSizeCount = greatestByteSize - leastByteSize + 1;
        freeing.setDaemon(true);
        freeing.start();
    }

    @Override
    public void run(int operations) {
        long x = random;
        for (int i = 0; i < operations; i++) {
            x = RandomSlots.next(x);
            long byteSize = leastByteSize + (((x & 0x7fff_ffff) * byteSizeCount) >>> 31);
            long address = Workload.live(allocator.alloc(byteSize));
            RawMemory.putLong(address, x);
            for (int spins = 1; put - takenSeen == RING; spins++) {
                pause(spins);
                takenSeen = (long) LONGS.getAcquire(ends, TAKEN);
            }
            int at = 2 * (int) (put % RING);
            ring[at] = address;
            ring[at + 1] = byteSize;
            put++;
            LONGS.setRelease(ends, PUT, put);
        }
        random = x;
    }

    private void freeAll() {
        long taken = 0;
        long sum = 0;
        for (long putSeen = putSeen(taken); putSeen > taken; putSeen = putSeen(taken)) {
            for (; taken < putSeen; LONGS.setRelease(ends, TAKEN, taken)) {
                int at = 2 * (int) (taken % RING);
                sum += RawMemory.getLong(ring[at]) ^ ring[at + 1];
                allocator.free(ring[at], ring[at + 1]);
                taken++;
            }
        }
        checksum = sum;
    }

    /** Waits until there is more to take, or no more to come. */
    private long putSeen(long taken) {
        for (int spins = 1; ; spins++) {
            boolean last = ended;
            long putSeen = (long) LONGS.getAcquire(ends, PUT);
            if (putSeen > taken || last) {
                return putSeen;
            }
            pause(spins);
        }
    }

    /** Yields now and then: the other thread may be waiting for this very processor. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void pause(int spins) {
        if (spins % SPINS == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        ended = true;
        boolean interrupted = false;
        while (freeing.isAlive()) {
            try {
                freeing.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long checksum() {
        return checksum;
    }
}
