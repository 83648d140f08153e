package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules D01 and D02. */
interface DisjointnessRules extends RuleGroup {

    /** D01: Live blocks do not overlap, over the whole of their usable size. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void D01_liveBlocksDoNotOverlapOverTheirUsableSize() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            var live = new LiveBlocks(allocator);
            while (live.count() < 75_000) {
                if (live.count() > 0 && random.nextInt(8) == 0) {
                    live.free(live.any(random));
                } else {
                    allocateOne(allocator, live, random);
                }
            }
            live.check();
            for (int i = 0; i < 25_000; i++) {
                live.free(live.any(random));
                allocateOne(allocator, live, random);
            }
            live.freeAll();
        });
    }

    /** D01: Live blocks do not overlap, over the whole of their usable size. */
    @Test
    default void D01_blocksOfDifferentThreadsDoNotOverlap() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            int threads = 4;
            List<List<Block>> held = new ArrayList<>();
            List<RandomGenerator> randoms = Seed.split(random, threads);
            for (int i = 0; i < threads; i++) {
                held.add(new ArrayList<>());
            }
            Workers.run(threads, worker -> {
                List<Block> mine = held.get(worker);
                RandomGenerator own = randoms.get(worker);
                for (int i = 0; i < 15_000; i++) {
                    if (i % 3 == 2) {
                        Block given = mine.remove(own.nextInt(mine.size()));
                        ContentPattern.check(
                                given, given.byteSize(), keyOf(given, worker), "other threads wrote their blocks");
                        allocator.free(given.address(), given.byteSize());
                    } else {
                        Allocation way = Allocation.at(own.nextInt(100));
                        long byteSize = Samples.randomSize(own);
                        long address = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
                        mine.add(new Block(address, byteSize));
                        ContentPattern.write(address, byteSize, keyOf(mine.getLast(), worker));
                    }
                }
            });
            var live = new LiveBlocks(allocator);
            for (int worker = 0; worker < threads; worker++) {
                for (Block block : held.get(worker)) {
                    ContentPattern.check(
                            block, block.byteSize(), keyOf(block, worker), "all threads wrote their blocks");
                    live.add("an allocation in another thread", block);
                }
            }
            live.freeAll();
        });
    }

    /** D01: Live blocks do not overlap, over the whole of their usable size. More of one size than 16 bits count. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void D01_manyBlocksOfOneSizeDoNotOverlap() {
        for (long byteSize : new long[] {8, 16, 48, 100, 256}) {
            var live = new LiveBlocks(allocator());
            for (int i = 0; i < 70_500; i++) {
                live.allocate(Allocation.ALLOC, byteSize);
            }
            live.freeAll();
        }
    }

    /** D01: Live blocks do not overlap, over the whole of their usable size. Each holder writes what no other writes. */
    @Test
    default void D01_blocksThatThreadsTakeAndGiveBackAtOnceDoNotOverlap() {
        CcAllocator allocator = allocator();
        Seed.run(random -> {
            for (long byteSize : new long[] {24, 1000, 20_000}) {
                takeAndGiveBack(allocator, threads(), byteSize, 15_000, random);
            }
            // One more than can run: who is stopped half way finds much changed, and few enough that some is as it was.
            int threads = Math.min(threads(), Runtime.getRuntime().availableProcessors() + 1);
            takeAndGiveBack(allocator, threads, 64, 4_000_000, random);
        });
    }

    /** D01: Live blocks do not overlap. Blocks of sizes that fit no {@code int}; only their edges are written. */
    @Test
    default void D01_blocksPastTwoGibibytesDoNotOverlap() {
        CcAllocator allocator = allocator();
        var live = new EdgedBlocks(allocator);
        for (long byteSize : Samples.SIZES_PAST_AN_INT) {
            String call = "alloc(" + byteSize + ")";
            long address = Expect.answer(call, () -> allocator.alloc(byteSize));
            if (address == 0) {
                live.freeAll();
                assumeTrue(false, "memory: " + call + " cannot be had here");
            }
            live.add(call, address, byteSize, 16);
            for (Allocation way : List.of(Allocation.ALLOC, Allocation.ALLOC_ALIGNED)) {
                live.add(way.call(1000), way.ask(allocator, 1000), 1000, 16);
            }
        }
        live.freeAll();
    }

    /** D02: The content of a live block changes only by the hand of the program. */
    @Test
    default void D02_neighboursOfABlockThatShrinksAndGrowsKeepTheirContent() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {24, 64, 200, 1000, 4096, 10_000, 40_000, 100_000, 300_000, 2 * Samples.MIB}) {
            for (long newByteSize :
                    new long[] {1, byteSize / 2, byteSize - 8, byteSize + 1, byteSize + 40, 3 * byteSize}) {
                for (boolean inPlace : new boolean[] {true, false}) {
                    ResizedBlock.amongNeighbours(allocator, byteSize, newByteSize, inPlace);
                }
            }
        }
    }

    /** D02: The content of a live block changes only by the hand of the program. */
    @Test
    default void D02_contentStaysWhileOtherBlocksComeAndGo() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            List<RandomGenerator> randoms = Seed.split(random, 3);
            try (Bystanders bystanders = Bystanders.of(allocator)) {
                Workers.run(3, worker -> churn(allocator, randoms.get(worker)));
                bystanders.check("other threads allocated, resized and freed");
                churn(allocator, random);
            }
        });
    }

    private static void takeAndGiveBack(
            CcAllocator allocator, int threads, long byteSize, int times, RandomGenerator random) {
        // What takes long has shown enough before it is through.
        Duration enough = Duration.ofSeconds(Profile.current().choose(1, 10));
        List<RandomGenerator> randoms = Seed.split(random, threads);
        Workers.run(
                threads,
                worker -> HeldBlocks.takeAndGiveBack(allocator, byteSize, times, enough, worker, randoms.get(worker)));
    }

    /** Another than any other thread's, were the block theirs, too. */
    private static long keyOf(Block block, int worker) {
        return block.address() + ((long) worker << 56);
    }

    private static void allocateOne(CcAllocator allocator, LiveBlocks live, RandomGenerator random) {
        long byteSize = Samples.randomSize(random);
        switch (random.nextInt(10)) {
            case 0 -> live.allocateAligned(byteSize, 8L << random.nextInt(11));
            case 1 -> {
                if (live.count() == 0) {
                    return;
                }
                Block old = live.any(random);
                live.forget(old);
                String call = "realloc(" + Block.hex(old.address()) + ", " + old.byteSize() + ", " + byteSize + ")";
                long address = Expect.block(call, allocator.realloc(old.address(), old.byteSize(), byteSize));
                live.add(call, new Block(address, byteSize));
            }
            case 2, 3, 4, 5 -> live.allocate(Allocation.ALLOC, byteSize);
            default -> live.allocate(Allocation.at(random.nextInt(100)), byteSize);
        }
    }

    private static void churn(CcAllocator allocator, RandomGenerator random) {
        for (int i = 0; i < 10_000; i++) {
            liveAndDie(allocator, random);
        }
    }

    /** A block's whole life, with a check before each change. */
    private static void liveAndDie(CcAllocator allocator, RandomGenerator random) {
        long oldByteSize = Samples.randomSize(random);
        Block block = Block.written(Allocation.at(random.nextInt(100)), allocator, oldByteSize);
        block.check("writing it");
        long newByteSize = Samples.randomSize(random);
        if (random.nextBoolean() && allocator.resizeInPlace(block.address(), oldByteSize, newByteSize)) {
            block = new Block(block.address(), newByteSize);
        } else {
            String call = "realloc(" + Block.hex(block.address()) + ", " + oldByteSize + ", " + newByteSize + ")";
            long address = Expect.block(call, allocator.realloc(block.address(), oldByteSize, newByteSize));
            block = new Block(address, newByteSize);
        }
        block.write();
        block.check("writing it");
        if (random.nextBoolean()) {
            allocator.free(block.address(), newByteSize);
        } else {
            allocator.freeUnsized(block.address());
        }
    }
}
