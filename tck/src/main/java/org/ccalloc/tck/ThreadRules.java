package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rule H01, and what rules F02, F03 and D02 mean for blocks that go from thread to thread. */
interface ThreadRules extends RuleGroup {

    /** H01: Every operation may be called by any thread at any time, also as the first thing that a thread does. */
    @Test
    default void H01_everyOperationMayBeAThreadsFirst() {
        CcAllocator allocator = allocator();
        CcAllocator other = newAllocator();
        for (FirstCall call : FirstCall.values()) {
            for (long byteSize : new long[] {8, 40, 1000, 5000, 100_000, 2 * Samples.MIB}) {
                Block block = Block.written(Allocation.at(byteSize), allocator, byteSize);
                Workers.run(1, _ -> call.run(allocator, other, block));
                Block another = Block.written(Allocation.at(byteSize + 1), allocator, byteSize);
                Workers.runVirtual(1, _ -> call.run(allocator, other, another));
            }
        }
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_blocksGoFromOneThreadToAnother() {
        HandOver.run(allocator(), 1, 1);
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_blocksGoFromOneThreadToMany() {
        HandOver.run(allocator(), 1, threads() - 1);
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_blocksGoFromManyThreadsToOne() {
        HandOver.run(allocator(), threads() - 1, 1);
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_blocksGoAroundARingOfThreads() {
        Seed.run(random -> HandOver.runRing(allocator(), threads(), random));
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_blocksRetiredByOneThreadAreFreedByAnotherWhenNobodyReadsThem() {
        Reclamation.run(allocator(), threads());
    }

    /** F02: Any thread may free a block. Virtual threads change the platform thread that carries them. */
    @Test
    default void F02_virtualThreadsThatMigrateKeepTheirBlocks() {
        CcAllocator allocator = allocator();
        Seed.run(random -> {
            int threads = 1000;
            List<RandomGenerator> randoms = Seed.split(random, threads);
            Workers.runVirtual(threads, worker -> {
                RandomGenerator own = randoms.get(worker);
                var held = new ArrayList<Parcel>();
                for (int i = 0; i < Profile.current().choose(40, 400); i++) {
                    held.add(Parcel.allocate(allocator, Samples.randomSize(own), (long) worker << 32 | i));
                    Workers.letOthersRun();
                    if (held.size() > 3) {
                        Parcel parcel = held.remove(own.nextInt(held.size()));
                        parcel = parcel.resize(allocator, Samples.randomSize(own));
                        Workers.letOthersRun();
                        parcel.free(allocator);
                    }
                }
                held.forEach(parcel -> parcel.free(allocator));
            });
        });
    }

    /** F03: A block outlives the thread that allocated it, and any thread may free it then. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F03_blocksOfTenThousandShortLivedThreadsOutliveThem() {
        CcAllocator allocator = allocator();
        int atATime = 50;
        BlockingQueue<Parcel> left = new ArrayBlockingQueue<>(3 * atATime);
        for (int round = 0; round < 10_000 / atATime; round++) {
            long serial = (long) round << 32;
            Workers.run(atATime, worker -> {
                // What a thread of an earlier round has left is freed by one that has allocated nothing yet.
                freeSome(allocator, left, worker % 2 == 0 ? 2 : 0);
                for (int i = 0; i < 4; i++) {
                    long byteSize = 1 + (worker * 97L + i * 31L) % (worker == 7 ? 40_000 : 700);
                    Parcel parcel = Parcel.allocate(allocator, byteSize, serial + worker * 4L + i);
                    if (i % 2 == 0 || !left.offer(parcel)) {
                        parcel.free(allocator);
                    }
                }
            });
        }
        freeSome(allocator, left, Integer.MAX_VALUE);
    }

    /** F03: A block outlives the thread that allocated it, and any thread may free it then. */
    @Test
    default void F03_aThreadEndsWhileOthersFreeItsBlocks() {
        CcAllocator allocator = allocator();
        int rounds = Profile.current().choose(150, 1500);
        var produced = new ArrayBlockingQueue<Parcel>(2000);
        var mayFree = new Semaphore(0);
        Workers.run(2, worker -> {
            for (int round = 0; round < rounds; round++) {
                if (worker == 0) {
                    long serial = (long) round << 32;
                    // This one ends while the other worker is busy freeing what it allocated.
                    Workers.run(1, _ -> {
                        for (int i = 0; i < 200; i++) {
                            produced.put(Parcel.allocate(allocator, 1 + i * 37L % 1500, serial + i));
                            mayFree.release();
                        }
                    });
                } else {
                    for (int i = 0; i < 200; i++) {
                        mayFree.acquire();
                        produced.take().free(allocator);
                    }
                }
            }
        });
    }

    private static void freeSome(CcAllocator allocator, BlockingQueue<Parcel> left, int most) {
        for (int i = 0; i < most; i++) {
            Parcel parcel = left.poll();
            if (parcel == null) {
                return;
            }
            parcel.free(allocator);
        }
    }
}
