package org.ccalloc.tck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;

/** Threads that hand blocks to each other. Every thread looks at the content before it does anything with a block. */
final class HandOver {

    private static final int QUEUE_LENGTH = 256;

    private static final int PORTION = 64;

    /** How many threads of a ring have a block before it is freed. */
    private static final int HOPS = 3;

    private HandOver() {}

    /**
     * Some threads allocate, others free.
     *
     * @param allocator whose blocks
     * @param producers how many allocate
     * @param consumers how many free
     */
    static void run(CcAllocator allocator, int producers, int consumers) {
        int portions = Profile.current().choose(400, 4000) / (producers * consumers);
        // A number that both sides can share out among themselves.
        int parcels = portions * producers * consumers * PORTION;
        BlockingQueue<Parcel> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
        Workers.run(producers + consumers, worker -> {
            if (worker < producers) {
                for (int i = 0; i < parcels / producers; i++) {
                    long serial = (long) worker << 32 | i;
                    queue.put(Parcel.allocate(allocator, byteSizeAt(i), serial));
                }
            } else {
                var held = new ArrayDeque<Parcel>();
                for (int i = 0; i < parcels / consumers; i++) {
                    Parcel parcel = queue.take();
                    held.add(i % 16 == 0 ? parcel.resize(allocator, byteSizeAt(i + 1)) : parcel);
                    freeAllBut(keptAt(i), held, allocator);
                }
                freeAllBut(0, held, allocator);
            }
        });
    }

    /**
     * As long as a consumer keeps up with the producers, a block that is freed at once has no live neighbours that could
     * come to harm; therefore consumers keep some for a while, and then none.
     */
    private static int keptAt(int index) {
        return index / PORTION % 2 == 0 ? PORTION : 0;
    }

    private static void freeAllBut(int kept, Queue<Parcel> held, CcAllocator allocator) {
        while (held.size() > kept) {
            held.remove().free(allocator);
        }
    }

    /** Mostly small, and now and then what allocators treat in another way. */
    private static long byteSizeAt(int index) {
        long largest = index % 1000 == 999 ? 2 * Samples.MIB : index % 100 == 99 ? 100_000 : 600;
        return 1 + index * 37L % largest;
    }

    /**
     * Every thread allocates for the next one, resizes what it gets and hands it on, and frees what has gone far enough.
     *
     * @param allocator whose blocks
     * @param threads how many
     * @param random where sizes come from
     */
    static void runRing(CcAllocator allocator, int threads, RandomGenerator random) {
        List<BlockingQueue<Parcel>> inboxes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            inboxes.add(new ArrayBlockingQueue<>(QUEUE_LENGTH));
        }
        List<RandomGenerator> randoms = Seed.split(random, threads);
        int parcels = Profile.current().choose(24_000, 240_000) / threads;
        Workers.run(threads, worker -> {
            RandomGenerator own = randoms.get(worker);
            BlockingQueue<Parcel> next = inboxes.get((worker + 1) % threads);
            for (int i = 0; i < parcels; i++) {
                long serial = ((long) worker << 32 | i) * HOPS;
                passOn(next, allocator, Parcel.allocate(allocator, Samples.randomSize(own), serial));
                Parcel arrived = inboxes.get(worker).poll();
                if (arrived != null) {
                    handle(arrived, next, allocator, own);
                }
            }
        });
        inboxes.forEach(inbox -> inbox.forEach(parcel -> parcel.free(allocator)));
    }

    private static void handle(
            Parcel arrived, BlockingQueue<Parcel> next, CcAllocator allocator, RandomGenerator random) {
        if (random.nextInt(HOPS) == 0) {
            arrived.free(allocator);
        } else {
            passOn(next, allocator, arrived.resize(allocator, Samples.randomSize(random)));
        }
    }

    /** Frees what has no room: a thread that waited for its neighbour might wait for itself. */
    private static void passOn(BlockingQueue<Parcel> next, CcAllocator allocator, Parcel parcel) {
        if (!next.offer(parcel)) {
            parcel.free(allocator);
        }
    }
}
