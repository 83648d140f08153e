package org.ccalloc.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules C01 to C12. */
interface StatisticsRules extends RuleGroup {

    /** How often to look beside working threads, at least. */
    int SOME_TIMES = 50;

    /** So often that some looks are interrupted half way, where there are more threads than processors. */
    int MANY_TIMES = 50_000;

    /**
     * C01: With no operation under way and counting on since the start, the numbers are exact, whatever threads did the
     * work and whether they still live.
     */
    @Test
    default void C01_countsOfLivingThreadsAreExact() {
        CcAllocator allocator = countingAllocator();
        int threads = 8;
        List<CountedWork> work = workFor(threads, allocator);
        var allDone = new CountDownLatch(threads);
        var looked = new CountDownLatch(1);
        Workers.Work workAndWait = worker -> {
            try {
                // Some end early, so that those left run beside others than at first.
                work.get(worker).run(12_000 * (worker + 1));
            } finally {
                allDone.countDown();
            }
            looked.await();
        };
        try (Workers workers = Workers.start(threads, workAndWait)) {
            Workers.await(allDone);
            CcAllocSnapshot snapshot = allocator.statsSnapshot();
            looked.countDown();
            workers.join();
            expectSnapshot(snapshot, CountedWork.expected(work), threads + " living threads");
        }
    }

    /**
     * C01: With no operation under way and counting on since the start, the numbers are exact, whatever threads did the
     * work and whether they still live.
     */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void C01_countsOfEndedThreadsAreExact() {
        CcAllocator allocator = countingAllocator();
        int atATime = 20;
        var all = new ArrayList<CountedWork>();
        for (int round = 0; round < 25; round++) {
            List<CountedWork> work = workFor(atATime, allocator);
            Workers.run(atATime, worker -> work.get(worker).run(200));
            all.addAll(work);
            expectSnapshot(allocator.statsSnapshot(), CountedWork.expected(all), all.size() + " ended threads");
        }
    }

    /**
     * C01: With no operation under way and counting on since the start, the numbers are exact, whatever threads did the
     * work and whether they still live.
     */
    @Test
    default void C01_countsOfVirtualThreadsAreExact() {
        CcAllocator allocator = countingAllocator();
        int threads = 1000;
        List<CountedWork> work = workFor(threads, allocator);
        Workers.runVirtual(threads, worker -> {
            for (int i = 0; i < 10; i++) {
                // Not as much each time, so that it is not always the same threads that run at once.
                work.get(worker).run(20 + (worker * 7 + i) % 60);
                Workers.letOthersRun();
            }
        });
        expectSnapshot(allocator.statsSnapshot(), CountedWork.expected(work), threads + " virtual threads");
    }

    /**
     * C01: With no operation under way and counting on since the start, the numbers are exact, whatever threads did the
     * work and whether they still live.
     */
    @Test
    default void C01_blocksFreedByOtherThreadsAreCountedExactly() {
        CcAllocator allocator = countingAllocator();
        int pairs = 2;
        List<CountedWork> work = workFor(2 * pairs, allocator);
        BlockingQueue<Block> handedOver = new ArrayBlockingQueue<>(256);
        Workers.run(2 * pairs, worker -> {
            CountedWork mine = work.get(worker);
            for (int i = 0; i < 20_000; i++) {
                if (worker < pairs) {
                    handedOver.put(mine.allocate(Allocation.at(i), 1 + i % 200));
                } else if (i % 2 == 0) {
                    mine.free(handedOver.take());
                } else {
                    mine.freeUnsized(handedOver.take());
                }
            }
        });
        expectSnapshot(allocator.statsSnapshot(), CountedWork.expected(work), "blocks were freed by other threads");
    }

    /** C02: An allocation that succeeds counts one and its bytes; one that fails counts nothing. */
    @Test
    default void C02_anAllocationCountsOneAndTheBytesAskedFor() {
        for (Allocation way : Allocation.values()) {
            for (long byteSize : new long[] {1, 40, 1000, 100_000}) {
                CcAllocator allocator = countingAllocator();
                var work = new CountedWork(allocator);
                Block block = work.allocate(way, byteSize);
                expectSnapshot(allocator.statsSnapshot(), work.expected(), way.call(byteSize));
                allocator.free(block.address(), byteSize);
            }
        }
        CcAllocator allocator = countingAllocator();
        var blocks = List.of(
                new Block(allocator.calloc(5, 7), 35),
                new Block(allocator.callocAligned(5, 7, 64), 35),
                new Block(allocator.allocOrThrow(35), 35),
                new Block(allocator.allocNodeOrThrow(35), 35));
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(4, 0, 0, 140, 0), "4 allocations of 35");
        blocks.forEach(block -> allocator.free(block.address(), block.byteSize()));
    }

    /** C02: An allocation that succeeds counts one and its bytes; one that fails counts nothing. */
    @Test
    default void C02_anAllocationThatFailsOrIsRefusedCountsNothing() {
        CcAllocator allocator = countingAllocator();
        var work = new CountedWork(allocator);
        Block block = work.allocate(Allocation.ALLOC, 100);
        for (long failing : new long[] {0, 1L << 48, 1L << 62, Long.MAX_VALUE}) {
            for (Allocation way : Allocation.values()) {
                Expect.noBlock(way.call(failing), () -> way.ask(allocator, failing));
                expectSnapshot(allocator.statsSnapshot(), work.expected(), way.call(failing));
            }
            if (failing != 0) {
                Expect.noBlock("a realloc", () -> allocator.realloc(block.address(), 100, failing));
                expectSnapshot(allocator.statsSnapshot(), work.expected(), "a realloc to " + failing);
                Expect.noBlock("a realloc", () -> allocator.reallocAligned(block.address(), 100, failing, 64));
                expectSnapshot(allocator.statsSnapshot(), work.expected(), "an aligned realloc to " + failing);
            }
        }
        Expect.noBlock("calloc(2^32, 2^32)", () -> allocator.calloc(1L << 32, 1L << 32));
        for (Allocation way : Allocation.values()) {
            Expect.refused(way.call(-1), -1, () -> way.ask(allocator, -1));
        }
        Expect.refused("free", -1, () -> allocator.free(block.address(), -1));
        Expect.refused("realloc", 0, () -> allocator.realloc(block.address(), 100, 0));
        Expect.refused("allocAligned", 3, () -> allocator.allocAligned(100, 3));
        Expect.refused("resizeInPlace", 0, () -> allocator.resizeInPlace(block.address(), 100, 0));
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "calls that were refused");
        work.free(block);
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "the free of the block");
    }

    /** C03: A sized free counts one and its bytes. */
    @Test
    default void C03_aSizedFreeCountsOneAndItsBytes() {
        CcAllocator allocator = countingAllocator();
        var work = new CountedWork(allocator);
        for (long byteSize : new long[] {1, 40, 1000, 100_000}) {
            for (Allocation way : Allocation.values()) {
                work.free(work.allocate(way, byteSize));
                expectSnapshot(allocator.statsSnapshot(), work.expected(), "free of " + way.call(byteSize));
            }
        }
    }

    /** C04: Bytes are the bytes asked for: a node of 40 counts 40, and leaves with {@code free(p, 40)}. */
    @Test
    default void C04_aNodeOf40Counts40() {
        CcAllocator allocator = countingAllocator();
        var nodes = new ArrayList<Block>();
        for (int i = 0; i < 10; i++) {
            nodes.add(new Block(Expect.block("allocNode(40)", allocator.allocNode(40)), 40));
        }
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(10, 0, 0, 400, 0), "10 nodes of 40");
        nodes.forEach(node -> allocator.free(node.address(), 40));
        CcAllocSnapshot snapshot = allocator.statsSnapshot();
        expectSnapshot(snapshot, new CcAllocSnapshot(10, 10, 0, 400, 400), "10 nodes of 40, and their frees");
        assertThat(snapshot.currentAllocated())
                .as("currentAllocated after the nodes' frees")
                .isZero();
    }

    /** C05: {@code freeUnsized} counts the free, among all and among the unsized, but no bytes. */
    @Test
    default void C05_anUnsizedFreeCountsTheFreeButNoBytes() {
        CcAllocator allocator = countingAllocator();
        Block first = new Block(Expect.block("alloc(40)", allocator.alloc(40)), 40);
        Block second = new Block(Expect.block("allocNode(100)", allocator.allocNode(100)), 100);
        allocator.freeUnsized(first.address());
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(2, 1, 1, 140, 0), "an unsized free");
        allocator.freeUnsized(second.address());
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(2, 2, 2, 140, 0), "two unsized frees");
    }

    /**
     * C06: A snapshot taken under load never shows more frees than allocations, nor more bytes freed than allocated, if
     * counting was on since the start.
     */
    @Test
    default void C06_aSnapshotUnderLoadShowsNoFreeWithoutItsAllocation() {
        CcAllocator allocator = countingAllocator();
        BlockingQueue<Block> handedOver = new ArrayBlockingQueue<>(64);
        Workers.runMixed(
                threads() - 1,
                SOME_TIMES,
                worker -> {
                    var mine = new CountedWork(allocator);
                    for (int i = worker; i < 2_500; i++) {
                        Block block = mine.allocate(Allocation.at(i), 1 + i % 200);
                        if (i % 5 == 0) {
                            block = mine.resize(block, 1 + i % 300);
                        }
                        if (!handedOver.offer(block)) {
                            mine.free(block);
                        }
                        Block other = i % 2 == 0 ? null : handedOver.poll();
                        if (other != null) {
                            mine.free(other);
                        }
                        if (i % 64 == 0) {
                            Workers.letOthersRun();
                        }
                    }
                },
                () -> expectNoFreeWithoutAllocation(allocator.statsSnapshot()));
        for (Block block : handedOver) {
            allocator.free(block.address(), block.byteSize());
        }
        CcAllocSnapshot end = allocator.statsSnapshot();
        expectSnapshot(
                end,
                new CcAllocSnapshot(end.allocCount(), end.allocCount(), 0, end.allocBytes(), end.allocBytes()),
                "everything was freed");
    }

    /**
     * C06: A snapshot taken under load never shows more frees than allocations, nor more bytes freed than allocated, if
     * counting was on since the start. Few blocks live, so that little hides one that is counted late.
     */
    @Test
    default void C06_aSnapshotWhileFewBlocksLiveShowsNoFreeWithoutItsAllocation() {
        CcAllocator allocator = countingAllocator();
        Workers.runMixed(
                threads() - 1,
                MANY_TIMES,
                worker -> new CountedWork(allocator).run(500),
                () -> expectNoFreeWithoutAllocation(allocator.statsSnapshot()));
        CcAllocSnapshot end = allocator.statsSnapshot();
        if (end.allocCount() != end.freeCount()) {
            throw new AssertionError(
                    "statistics after everything was freed: " + end + " (expected as many frees as" + " allocations)");
        }
    }

    /** C07: What all resets answered plus the last snapshot is all that happened. */
    @Test
    default void C07_aResetAnswersWhatItTakesAway() {
        CcAllocator allocator = countingAllocator();
        var work = new CountedWork(allocator);
        work.run(100);
        expectSnapshot(allocator.statsReset(), work.expected(), "a reset");
        expectSnapshot(allocator.statsSnapshot(), CcAllocSnapshot.ZERO, "nothing since the reset");
        expectSnapshot(allocator.statsReset(), CcAllocSnapshot.ZERO, "a second reset");
        var more = new CountedWork(allocator);
        more.run(50);
        expectSnapshot(allocator.statsSnapshot(), more.expected(), "work after the resets");
        assertThat(allocator.statsEnabled()).as("statsEnabled after a reset").isTrue();
    }

    /** C07: What all resets answered plus the last snapshot is all that happened. */
    @Test
    default void C07_resetsUnderLoadLoseNothing() {
        CcAllocator allocator = countingAllocator();
        int threads = threads() - 1;
        List<CountedWork> work = workFor(threads, allocator);
        var answered = new CcAllocSnapshot[] {CcAllocSnapshot.ZERO};
        Workers.runMixed(
                threads,
                MANY_TIMES / 10,
                worker -> {
                    for (int i = 0; i < 40; i++) {
                        work.get(worker).run(50);
                        Workers.letOthersRun();
                    }
                },
                () -> answered[0] = answered[0].plus(allocator.statsReset()));
        expectSnapshot(
                answered[0].plus(allocator.statsSnapshot()),
                CountedWork.expected(work),
                "resets under load, summed up, with a last snapshot");
    }

    /** C08: Switching counting off keeps the totals, and nothing is counted until it is on again. */
    @Test
    default void C08_switchingOffKeepsTheTotalsAndStopsCounting() {
        CcAllocator allocator = countingAllocator();
        assertThat(allocator.statsEnabled())
                .as("statsEnabled after statsEnable(true)")
                .isTrue();
        var work = new CountedWork(allocator);
        work.run(100);
        allocator.statsEnable(false);
        assertThat(allocator.statsEnabled())
                .as("statsEnabled after statsEnable(false)")
                .isFalse();
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "counting was switched off");
        new CountedWork(allocator).run(100);
        Workers.run(1, _ -> new CountedWork(allocator).run(100));
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "work while counting was off");
        allocator.statsEnable(true);
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "counting was switched on again");
        work.run(100);
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "work after counting was switched on again");
    }

    /**
     * C08: Switching counting off keeps the totals, and nothing is counted until it is on again: while threads work, and
     * between resets, too.
     */
    @Test
    default void C08_switchingAndResettingUnderLoadCountsNothingTwice() {
        CcAllocator allocator = countingAllocator();
        int threads = threads() - 1;
        List<CountedWork> work = workFor(threads, allocator);
        // Others may not run at all while this thread switches on and off.
        var own = new CountedWork(allocator);
        var answered = new CcAllocSnapshot[] {CcAllocSnapshot.ZERO};
        Workers.runMixed(threads, SOME_TIMES, worker -> work.get(worker).run(1000), () -> {
            allocator.statsEnable(false);
            answered[0] = answered[0].plus(allocator.statsReset());
            allocator.statsEnable(true);
            own.run(1);
            expectNotNegative(allocator.statsSnapshot());
        });
        allocator.statsEnable(false);
        CcAllocSnapshot counted = answered[0].plus(allocator.statsReset());
        CcAllocSnapshot done = CountedWork.expected(work).plus(CountedWork.expected(List.of(own)));
        expectNotNegative(counted);
        expectNoMore(counted, done);
        Workers.run(threads, _ -> new CountedWork(allocator).run(100));
        expectSnapshot(allocator.statsSnapshot(), CcAllocSnapshot.ZERO, "work while counting was off");
        allocator.statsEnable(true);
        List<CountedWork> more = workFor(threads, allocator);
        Workers.run(threads, worker -> more.get(worker).run(100));
        expectSnapshot(
                allocator.statsSnapshot(), CountedWork.expected(more), "work after switching and resetting under load");
    }

    /** C08: Switching counting off keeps the totals, and nothing is counted until it is on again. */
    @Test
    default void C08_currentAllocatedMayBeNegative() {
        assumeCapability(Capability.STATISTICS);
        CcAllocator allocator = newAllocator();
        long uncounted = Expect.block("alloc(100)", allocator.alloc(100));
        allocator.statsEnable(true);
        allocator.free(uncounted, 100);
        expectSnapshot(
                allocator.statsSnapshot(), new CcAllocSnapshot(0, 1, 0, 0, 100), "the free of an uncounted block");
        assertThat(allocator.statsSnapshot().currentAllocated())
                .as("currentAllocated after the free of an uncounted block")
                .isEqualTo(-100);
        long takenAway = Expect.block("alloc(30)", allocator.alloc(30));
        allocator.statsReset();
        allocator.free(takenAway, 30);
        assertThat(allocator.statsSnapshot().currentAllocated())
                .as("currentAllocated after a reset with a live block, and its free")
                .isEqualTo(-30);
    }

    /** C09: A realloc or a successful resize counts as one allocation of the new size and one free of the old. */
    @Test
    default void C09_aResizeCountsAsOneAllocationAndOneFree() {
        CcAllocator allocator = countingAllocator();
        var work = new CountedWork(allocator);
        Block block = work.allocate(Allocation.ALLOC, 40);
        for (long byteSize : new long[] {41, 64, 10, 5000, 300_000, 1, 40}) {
            block = work.resize(block, byteSize);
            expectSnapshot(allocator.statsSnapshot(), work.expected(), "a resize to " + byteSize);
        }
        work.free(block);
        expectSnapshot(allocator.statsSnapshot(), work.expected(), "the free of a resized block");
        assertThat(allocator.statsSnapshot().currentAllocated())
                .as("currentAllocated after the free of a resized block")
                .isZero();
    }

    /** C09: A realloc or a successful resize counts as one allocation of the new size and one free of the old. */
    @Test
    default void C09_aReallocCountsAsOneAllocationAndOneFree() {
        CcAllocator allocator = countingAllocator();
        long first = Expect.block("realloc(0, 0, 40)", allocator.realloc(0, 0, 40));
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(1, 0, 0, 40, 0), "realloc(0, 0, 40)");
        long second = Expect.block("realloc to 1000", allocator.realloc(first, 40, 1000));
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(2, 1, 0, 1040, 40), "a realloc to 1000");
        long third = Expect.block("reallocAligned to 70", allocator.reallocAligned(second, 1000, 70, 64));
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(3, 2, 0, 1110, 1040), "an aligned realloc to 70");
        long fourth = Expect.block("realloc to 70", allocator.realloc(third, 70, 70));
        expectSnapshot(
                allocator.statsSnapshot(), new CcAllocSnapshot(4, 3, 0, 1180, 1110), "a realloc to its own size");
        allocator.free(fourth, 70);
        expectSnapshot(allocator.statsSnapshot(), new CcAllocSnapshot(4, 4, 0, 1180, 1180), "the free");
    }

    /** C10: Ended threads and virtual threads leave nothing behind in memory. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void C10_endedThreadsLeaveNothingBehind() {
        CcAllocator allocator = countingAllocator();
        HeapBound.check(
                "ended threads", 2_000, 100, threads -> Workers.run(threads, _ -> new CountedWork(allocator).run(1)));
    }

    /** C10: Ended threads and virtual threads leave nothing behind in memory. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void C10_virtualThreadsLeaveNothingBehind() {
        CcAllocator allocator = countingAllocator();
        HeapBound.check(
                "virtual threads",
                20_000,
                1_000,
                threads -> Workers.runVirtual(threads, _ -> new CountedWork(allocator).run(1)));
    }

    /** C11: Totals become smaller by a reset only, that of frees with a size (freeCount - unsizedFreeCount) included. */
    @Test
    default void C11_totalsUnderLoadNeverBecomeSmaller() {
        CcAllocator allocator = countingAllocator();
        // Others may not run at all between two snapshots.
        var own = new CountedWork(allocator);
        var last = new CcAllocSnapshot[] {CcAllocSnapshot.ZERO};
        Workers.runMixed(
                threads(),
                MANY_TIMES / 10,
                // In threads that end, too: their counts have to go somewhere.
                worker -> Workers.run(1, _ -> new CountedWork(allocator).run(500)),
                () -> {
                    CcAllocSnapshot now = allocator.statsSnapshot();
                    expectNoMore(last[0], now);
                    last[0] = now;
                    own.run(1);
                });
    }

    /** C12: Statistics belong to the instance, also where instances share their memory. */
    @Test
    default void C12_anotherInstanceCountsForItself() {
        CcAllocator allocator = countingAllocator();
        CcAllocator other = newAllocator();
        List<CountedWork> work = workFor(3, allocator);
        work.getFirst().run(100);
        Workers.run(2, worker -> work.get(1 + worker).run(100));
        expectSnapshot(other.statsSnapshot(), CcAllocSnapshot.ZERO, "work on another instance");
        assertThat(other.statsEnabled())
                .as("statsEnabled of an instance after statsEnable(true) of another")
                .isFalse();
        other.statsReset();
        other.statsEnable(true);
        other.statsEnable(false);
        expectSnapshot(allocator.statsSnapshot(), CountedWork.expected(work), "a reset of another instance");
        assertThat(allocator.statsEnabled())
                .as("statsEnabled of an instance after statsEnable(false) of another")
                .isTrue();
    }

    /** An allocator of its own, so that the numbers start at zero. */
    private CcAllocator countingAllocator() {
        assumeCapability(Capability.STATISTICS);
        CcAllocator allocator = newAllocator();
        allocator.statsEnable(true);
        return allocator;
    }

    private static List<CountedWork> workFor(int threads, CcAllocator allocator) {
        var work = new ArrayList<CountedWork>();
        for (int i = 0; i < threads; i++) {
            work.add(new CountedWork(allocator));
        }
        return work;
    }

    private static void expectNoFreeWithoutAllocation(CcAllocSnapshot snapshot) {
        if (snapshot.freeCount() > snapshot.allocCount()
                || snapshot.freeBytes() > snapshot.allocBytes()
                || snapshot.unsizedFreeCount() > snapshot.freeCount()) {
            throw new AssertionError("statistics under load: " + snapshot
                    + " (expected no more frees than allocations, nor more bytes freed than allocated)");
        }
    }

    private static void expectNotNegative(CcAllocSnapshot snapshot) {
        if (Math.min(
                        Math.min(snapshot.allocCount(), snapshot.freeCount()),
                        Math.min(snapshot.allocBytes(), snapshot.freeBytes()))
                < 0) {
            throw new AssertionError("statistics under load: " + snapshot + " (expected no negative total)");
        }
    }

    private static void expectNoMore(CcAllocSnapshot less, CcAllocSnapshot more) {
        if (less.allocCount() > more.allocCount()
                || less.freeCount() > more.freeCount()
                || less.unsizedFreeCount() > more.unsizedFreeCount()
                || sizedFreeCount(less) > sizedFreeCount(more)
                || less.allocBytes() > more.allocBytes()
                || less.freeBytes() > more.freeBytes()) {
            throw new AssertionError("statistics under load: " + less + " (expected no total above " + more + ")");
        }
    }

    private static long sizedFreeCount(CcAllocSnapshot snapshot) {
        return snapshot.freeCount() - snapshot.unsizedFreeCount();
    }

    private static void expectSnapshot(CcAllocSnapshot snapshot, CcAllocSnapshot expected, String occasion) {
        if (!snapshot.equals(expected)) {
            throw new AssertionError("statistics after " + occasion + ": " + snapshot + " (expected " + expected + ")");
        }
    }
}
