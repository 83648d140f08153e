package org.ccalloc.tck;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.ccalloc.spi.CcAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Epoch-based reclamation (Fraser, Practical lock-freedom, 2004) over an allocator: one thread allocates, a second links
 * the block into a shared table and retires the one that was there, readers look at what is in the table, and a third
 * frees what is retired once no reader can still have it.
 *
 * <p>A reader announces the epoch before it reads the table; what is unlinked gets the epoch that begins then. All of
 * these accesses are volatile: a reader whose announcement is not seen has not read the table yet.
 */
final class Reclamation {

    private static final int WRITERS = 3;
    private static final int TABLE_LENGTH = 64;
    private static final long IDLE = Long.MAX_VALUE;

    /**
     * A block that is no longer in the table.
     *
     * @param parcel the block
     * @param epoch the first one in which no reader can find it
     */
    private record Retired(Parcel parcel, long epoch) {}

    private final CcAllocator allocator;
    private final int nodes = Profile.current().choose(6_000, 120_000);
    private final BlockingQueue<Parcel> fresh = new ArrayBlockingQueue<>(TABLE_LENGTH);
    private final BlockingQueue<Retired> retired = new ArrayBlockingQueue<>(TABLE_LENGTH);
    private final AtomicReferenceArray<@Nullable Parcel> table = new AtomicReferenceArray<>(TABLE_LENGTH);
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLongArray announced;
    private final AtomicBoolean done = new AtomicBoolean();

    private Reclamation(CcAllocator allocator, int readers) {
        this.allocator = allocator;
        this.announced = new AtomicLongArray(readers);
        for (int i = 0; i < readers; i++) {
            announced.set(i, IDLE);
        }
    }

    /**
     * Runs the scenario.
     *
     * @param allocator whose blocks
     * @param threads how many, readers and the three others
     */
    static void run(CcAllocator allocator, int threads) {
        var scenario = new Reclamation(allocator, Math.max(1, threads - WRITERS));
        Workers.run(WRITERS + scenario.announced.length(), scenario::work);
    }

    private void work(int worker) throws InterruptedException {
        switch (worker) {
            case 0 -> allocate();
            case 1 -> retire();
            case 2 -> reclaim();
            default -> read(worker - WRITERS);
        }
    }

    private void allocate() throws InterruptedException {
        for (int i = 0; i < nodes; i++) {
            fresh.put(Parcel.allocate(allocator, 16 + i * 13L % 500, i));
        }
    }

    private void retire() throws InterruptedException {
        for (int i = 0; i < nodes; i++) {
            retire(table.getAndSet(i % TABLE_LENGTH, fresh.take()));
        }
        for (int i = 0; i < TABLE_LENGTH; i++) {
            retire(table.getAndSet(i, null));
        }
    }

    private void retire(@Nullable Parcel unlinked) throws InterruptedException {
        if (unlinked != null) {
            unlinked.check("it was linked");
            retired.put(new Retired(unlinked, epoch.incrementAndGet()));
        }
    }

    private void reclaim() throws InterruptedException {
        try {
            for (int i = 0; i < nodes; i++) {
                Retired next = retired.take();
                while (isRead(next.epoch) && !Thread.currentThread().isInterrupted()) {
                    Workers.letOthersRun();
                }
                next.parcel.free(allocator);
            }
        } finally {
            done.set(true);
        }
    }

    private boolean isRead(long since) {
        for (int i = 0; i < announced.length(); i++) {
            if (announced.get(i) < since) {
                return true;
            }
        }
        return false;
    }

    private void read(int reader) {
        while (!done.get() && !Thread.currentThread().isInterrupted()) {
            announced.set(reader, epoch.get());
            for (int i = 0; i < 4; i++) {
                Parcel found = table.get(ThreadLocalRandom.current().nextInt(TABLE_LENGTH));
                if (found != null) {
                    found.check("it was found in the table");
                }
            }
            announced.set(reader, IDLE);
            // The others have to wait for whoever is stopped while he reads.
            Workers.letOthersRun();
        }
    }
}
