package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules E01 to E07: the life of heaps, of every kind that is declared. */
interface HeapRules extends RuleGroup {

    /** E01: Filling, emptying or closing a heap changes no block and no statistic of another, nor of the allocator. */
    @Test
    default void E01_aHeapChangesNoBlockAndNoStatisticOfOthers() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        CcAllocSnapshot atStart = allocator.statsSnapshot();
        HeapKind.forEachOf(allocator, kind -> {
            HeapOptions ofOther = kind.options("other");
            try (CcHeap one = allocator.newHeap(kind.options("one"));
                    Bystanders blocksOfOne = Bystanders.of(one)) {
                CcAllocSnapshot countsOfOne = one.statsSnapshot();
                for (int round = 0; round < 20; round++) {
                    try (CcHeap other = allocator.newHeap(ofOther)) {
                        List<Block> blocks = HeapBlocks.take(other, 2000, round);
                        HeapBlocks.giveBackEverySecond(other, blocks);
                        blocksOfOne.check("another heap was filled");
                        HeapBlocks.expectCounts("the other heap was filled", one, countsOfOne);
                    }
                    blocksOfOne.check("another heap was closed");
                }
                HeapBlocks.expectCounts("other heaps were closed", one, countsOfOne);
                HeapBlocks.expectCounts("heaps were filled and closed", allocator, atStart);
            }
        });
        Bystanders.of(allocator).close();
    }

    /** E01: the same for the blocks of the allocator, while heaps come and go in other threads. */
    @Test
    default void E01_heapsThatComeAndGoDisturbNoOtherThread() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        HeapKind.forEachOf(allocator, kind -> {
            var heapsToCome = new AtomicInteger(30 * ((threads() + 1) / 2));
            Workers.run(threads(), worker -> {
                if (worker % 2 == 0) {
                    HeapOptions options = kind.options("short");
                    for (int round = 0; round < 30; round++) {
                        try (CcHeap heap = allocator.newHeap(options)) {
                            List<Block> blocks = HeapBlocks.take(heap, 300, worker + round);
                            blocks.forEach(block -> block.check("other threads closed their heaps"));
                        }
                        heapsToCome.decrementAndGet();
                    }
                } else {
                    var live = new ArrayList<Block>();
                    // As long as heaps are closed; a thread that fails interrupts the others.
                    for (int i = 0;
                            heapsToCome.get() > 0 && !Thread.currentThread().isInterrupted();
                            i++) {
                        live.add(Block.written(Allocation.ALLOC, allocator, 1 + i % 3000));
                        if (live.size() > 200) {
                            HeapBlocks.giveBack(allocator, live.removeFirst());
                        }
                    }
                    live.forEach(block -> HeapBlocks.giveBack(allocator, block));
                }
            });
        });
    }

    /** E02: Closing a heap gives all of its memory back, that of ended threads included. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void E02_tenThousandHeapsReachAPlateau() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        // What nobody gives back of half of them, 16 KiB each, is more than the plateau's slack.
        int heapsInACycle = 100;
        HeapKind.forEachOf(allocator, kind -> {
            HeapOptions options = kind.options("short");
            Plateau.check(100, () -> {
                for (int i = 0; i < heapsInACycle; i++) {
                    try (CcHeap heap = allocator.newHeap(options)) {
                        int seed = i;
                        if (i % 20 == 0) {
                            Workers.run(1, _ -> HeapBlocks.take(heap, 60, seed));
                        } else {
                            HeapBlocks.take(heap, 60, seed);
                        }
                    }
                }
            });
        });
    }

    /** E02: Closing a heap gives all of its memory back: what it has only because many are open, too. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void E02_manyHeapsAtOnceReachAPlateau() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        HeapOptions options = HeapOptions.named("one-of-many");
        // What nobody gives back of three in four, 100 KiB each, is more than twice the plateau's slack.
        int heapsAtOnce = 100;
        Plateau.check(40, () -> {
            var open = new ArrayList<CcHeap>();
            try {
                for (int i = 0; i < heapsAtOnce; i++) {
                    open.add(allocator.newHeap(options));
                    Block.written(Allocation.ALLOC, open.getLast(), 64);
                }
            } finally {
                open.forEach(CcHeap::close);
            }
        });
    }

    /** E02: Closing a heap gives all of its memory back: large blocks and aligned ones, too. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void E02_largeAndAlignedBlocksOfClosedHeapsServeAgain() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        HeapKind.forEachOf(allocator, kind -> {
            HeapOptions options = kind.options("large");
            Plateau.check(40, () -> {
                try (CcHeap heap = allocator.newHeap(options)) {
                    Block.written(Allocation.ALLOC, heap, 3 * Samples.MIB);
                    long alignment = Math.min(heap.maxByteAlignment(), Samples.MIB);
                    new Block(
                                    Expect.block(
                                            "allocAligned(1 MiB, " + alignment + ")",
                                            heap.allocAligned(Samples.MIB, alignment)),
                                    Samples.MIB)
                            .write();
                }
            });
        });
    }

    /** E03: {@code owns} is true for the blocks of the heap, and false for those of others and for what is no block. */
    @Test
    default void E03_aHeapOwnsItsBlocksAndNoOthers() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        HeapKind.forEachOf(allocator, kind -> {
            try (CcHeap one = allocator.newHeap(kind.options("one"));
                    CcHeap other = allocator.newHeap(kind.options("other"))) {
                // Where there is a limit, all of them fit in half of it.
                long largest = kind.grows() ? 16 * Samples.MIB : HeapKind.BYTE_CAPACITY / 16;
                for (long byteSize : Samples.sizesAroundPowersOfTwo(largest)) {
                    Block own = HeapBlocks.allocated(Allocation.at(byteSize), one, byteSize);
                    Block ofOther = HeapBlocks.allocated(Allocation.at(byteSize), other, byteSize);
                    Block ofAllocator = HeapBlocks.allocated(Allocation.at(byteSize), allocator, byteSize);
                    HeapBlocks.expectOwned(one, own, true);
                    HeapBlocks.expectOwned(one, ofOther, false);
                    HeapBlocks.expectOwned(one, ofAllocator, false);
                    HeapBlocks.expectOwned(other, own, false);
                    allocator.free(ofAllocator.address(), byteSize);
                }
                for (long address : new long[] {0, 8, 4096, 1L << 47, 1L << 62, -8, Long.MIN_VALUE}) {
                    HeapBlocks.expectOwned(one, new Block(address, 8), false);
                }
            }
        });
    }

    /** E04: A thousand heaps that grow can be open at once. */
    @Test
    default void E04_aThousandHeapsAreOpenAtOnce() {
        assumeCapability(Capability.HEAPS);
        int count = 1000;
        var heaps = new ArrayList<CcHeap>();
        try {
            var blocks = new ArrayList<Block>();
            for (int i = 0; i < count; i++) {
                heaps.add(allocator().newHeap(HeapOptions.named("heap-" + i)));
                blocks.add(Block.written(Allocation.at(i), heaps.get(i), 40 + i));
            }
            // Every third goes, and the others do not notice.
            for (int i = 0; i < count; i += 3) {
                heaps.get(i).close();
            }
            for (int i = 0; i < count; i++) {
                if (i % 3 != 0) {
                    blocks.get(i).check("other heaps were closed");
                    HeapBlocks.giveBack(heaps.get(i), blocks.get(i));
                    HeapBlocks.giveBack(heaps.get(i), Block.written(Allocation.ALLOC, heaps.get(i), 100));
                }
            }
        } finally {
            heaps.forEach(CcHeap::close);
        }
    }

    /** E05: Any thread may use a heap, and any may close it. */
    @Test
    default void E05_aHeapIsMadeUsedAndClosedByDifferentThreads() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        HeapKind.forEachOf(allocator, kind -> {
            HeapOptions options = kind.options("travelling");
            Seed.run(random -> {
                for (int round = 0; round < 20; round++) {
                    passAround(allocator, options, random);
                }
            });
        });
        Bystanders.of(allocator).close();
    }

    private void passAround(CcAllocator allocator, HeapOptions options, RandomGenerator random) {
        var made = new ArrayList<CcHeap>();
        Workers.run(1, _ -> made.add(allocator.newHeap(options)));
        CcHeap heap = made.getFirst();
        var blocks = new ArrayList<List<Block>>();
        List<RandomGenerator> randoms = Seed.split(random, threads());
        for (int i = 0; i < threads(); i++) {
            blocks.add(new ArrayList<>());
        }
        Workers.run(
                threads(),
                worker -> blocks.get(worker)
                        .addAll(HeapBlocks.take(heap, 200, randoms.get(worker).nextInt())));
        // Those who free have allocated nothing, and those who allocated have ended.
        Workers.runVirtual(threads(), worker -> {
            for (Block block : blocks.get(worker)) {
                if (block.byteSize() % 3 != 0) {
                    HeapBlocks.giveBack(heap, block);
                }
            }
        });
        blocks.forEach(of -> of.stream()
                .filter(block -> block.byteSize() % 3 == 0)
                .forEach(block -> block.check("other threads freed theirs")));
        Workers.run(1, _ -> heap.close());
    }

    /** E05: Any thread may use a heap: one, too, that used another heap before, which was closed since. */
    @Test
    default void E05_threadsThatStayUseOneHeapAfterAnother() {
        assumeCapability(Capability.HEAPS);
        CcAllocator allocator = allocator();
        HeapKind.forEachOf(allocator, kind -> {
            HeapOptions options = kind.options("next");
            int rounds = 300;
            int threads = Math.min(threads(), 6);
            // A heap for each round; threads take turns in leaving one out, and so in coming late to the next.
            var heaps = new CcHeap[rounds];
            var turn = new CyclicBarrier(threads);
            Workers.run(threads, worker -> {
                for (int round = 0; round < rounds; round++) {
                    if (worker == 0) {
                        heaps[round] = allocator.newHeap(options);
                    }
                    turn.await();
                    if ((worker + round) % 3 != 0) {
                        HeapBlocks.workAndLeaveSome(heaps[round], (long) worker << 32 | round);
                    }
                    turn.await();
                    if (worker == 0) {
                        heaps[round].close();
                    }
                }
            });
        });
    }

    /** E06: After close every operation on memory is an {@link IllegalStateException} that names the heap. */
    @Test
    default void E06_operationsOnAClosedHeapThrow() {
        assumeCapability(Capability.HEAPS);
        HeapKind.forEachOf(allocator(), kind -> {
            CcHeap heap = allocator().newHeap(kind.options("closed-heap"));
            long block = Expect.block("alloc(100)", heap.alloc(100));
            heap.close();
            if (!heap.isClosed()) {
                throw new AssertionError("isClosed(): false (expected true after close)");
            }
            for (long byteSize : new long[] {0, 100, 2 * Samples.MIB}) {
                for (Allocation way : Allocation.values()) {
                    HeapBlocks.expectClosed(way.call(byteSize), () -> way.ask(heap, byteSize));
                }
            }
            HeapBlocks.expectClosed("realloc", () -> heap.realloc(block, 100, 200));
            HeapBlocks.expectClosed("reallocAligned", () -> heap.reallocAligned(block, 100, 200, 64));
            HeapBlocks.expectClosed("resizeInPlace", () -> heap.resizeInPlace(block, 100, 99));
            for (long address : new long[] {0, block}) {
                HeapBlocks.expectClosed("free", () -> heap.free(address, 100));
                HeapBlocks.expectClosed("freeUnsized", () -> heap.freeUnsized(address));
                HeapBlocks.expectClosed("usableSize", () -> heap.usableSize(address));
                HeapBlocks.expectClosed("owns", () -> heap.owns(address));
            }
            HeapBlocks.expectClosed("trim", heap::trim);
            if (heap.capabilities().contains(Capability.FOOTPRINT)) {
                HeapBlocks.expectClosed("footprint", heap::footprint);
                HeapBlocks.expectClosed("maxFootprint", heap::maxFootprint);
            }
            if (heap.capabilities().contains(Capability.WALK)) {
                HeapBlocks.expectClosed("walk", () -> heap.walk((_, _) -> {}));
            }
        });
    }

    /** E06: The name and the statistics can be read after close, which counted nothing. */
    @Test
    default void E06_nameAndStatisticsOutliveAHeap() {
        assumeCapability(Capability.HEAPS);
        assumeCapability(Capability.STATISTICS);
        HeapKind.forEachOf(allocator(), kind -> {
            CcHeap heap = allocator().newHeap(kind.options("counted-heap"));
            if (!heap.statsEnabled()) {
                heap.close();
                throw new AssertionError("statsEnabled(): false (expected true, the allocator counting)");
            }
            HeapBlocks.take(heap, 100, 1);
            CcAllocSnapshot before = heap.statsSnapshot();
            heap.close();
            if (before.allocCount() != 100) {
                throw new AssertionError("statistics of a heap: " + before + " (expected allocCount=100)");
            }
            HeapBlocks.expectCounts("it was closed", heap, before);
            if (!heap.name().equals("counted-heap")) {
                throw new AssertionError("name: name=" + heap.name() + " (expected counted-heap, as in its options)");
            }
        });
    }

    /** E07: Closing a heap again does nothing, also to the heaps that have its memory now. */
    @Test
    default void E07_closingAgainDoesNothing() {
        assumeCapability(Capability.HEAPS);
        HeapKind.forEachOf(allocator(), kind -> {
            HeapOptions options = kind.options("closed-twice");
            var closed = new ArrayList<CcHeap>();
            for (int i = 0; i < 20; i++) {
                CcHeap heap = allocator().newHeap(options);
                HeapBlocks.take(heap, 100, i);
                heap.close();
                closed.add(heap);
            }
            try (CcHeap heap = allocator().newHeap(options)) {
                List<Block> blocks = HeapBlocks.take(heap, 2000, 0);
                closed.forEach(CcHeap::close);
                Workers.run(2, _ -> closed.forEach(CcHeap::close));
                blocks.forEach(block -> block.check("other heaps were closed again"));
                blocks.forEach(block -> HeapBlocks.giveBack(heap, block));
                HeapBlocks.take(heap, 2000, 1).forEach(block -> block.check("other heaps were closed again"));
            }
        });
    }
}
