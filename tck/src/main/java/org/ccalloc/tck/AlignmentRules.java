package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CacheLine;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Test;

/** Rules A01 to A08. */
interface AlignmentRules extends RuleGroup {

    /** A01: The address of a block of 16 bytes or more is a multiple of 16. */
    @Test
    default void A01_blocksOf16BytesOrMoreAreAlignedTo16() {
        for (long byteSize : Samples.sizesUpTo(16 * Samples.MIB)) {
            if (byteSize >= 16) {
                expectAlignment(allocator(), byteSize, 16);
            }
        }
    }

    /** A02: The address of any block is a multiple of 8. */
    @Test
    default void A02_anyBlockIsAlignedTo8() {
        for (long byteSize = 1; byteSize <= 2 * Samples.KIB; byteSize++) {
            expectAlignment(allocator(), byteSize, 8);
        }
    }

    /** A03: The address of a block asked for with an alignment is a multiple of it. */
    @Test
    default void A03_addressIsAMultipleOfTheAlignment() {
        CcAllocator allocator = allocator();
        for (long alignment : servedAlignments()) {
            var blocks = new ArrayList<Block>();
            for (long byteSize : Samples.SIZES_TO_ALIGN) {
                for (AlignedCall aligned : AlignedCall.ofAll(allocator, byteSize, alignment)) {
                    if (aligned.address() != 0) {
                        Expect.aligned(aligned.call(), aligned.address(), alignment);
                        blocks.add(new Block(aligned.address(), byteSize));
                    }
                }
            }
            freeAll(allocator, blocks);
        }
    }

    /** A04: Every power of two from 8 to 2<sup>26</sup> is served, memory permitting. */
    @Test
    default void A04_everyPowerOfTwoFrom8To64MiBIsServed() {
        CcAllocator allocator = allocator();
        for (long alignment : servedAlignments()) {
            for (long byteSize : Samples.SIZES_TO_ALIGN) {
                var blocks = new ArrayList<Block>();
                for (AlignedCall aligned : AlignedCall.ofAll(allocator, byteSize, alignment)) {
                    blocks.add(new Block(Expect.block(aligned.call(), aligned.address()), byteSize));
                }
                blocks.forEach(Block::write);
                blocks.forEach(block -> block.check("aligned allocations"));
                freeAll(allocator, blocks);
            }
        }
    }

    /** A04: Every power of two from 8 to 2<sup>26</sup> is served, memory permitting. */
    @Test
    default void A04_everyAlignmentIsServedForSizesAroundEveryPowerOfTwo() {
        CcAllocator allocator = allocator();
        // Hardly anything of a block is written: what is large costs addresses, not memory.
        long largest = Math.min(memoryBudget(), 1L << 28);
        for (long alignment : servedAlignments()) {
            var live = new EdgedBlocks(allocator);
            for (long byteSize : Samples.sizesAroundPowersOfTwo(largest)) {
                live.allocateAligned(byteSize, alignment);
                // An allocator may take as much again for an alignment as for a block.
                if (byteSize > 16 * Samples.MIB || live.paddedByteSize() > memoryBudget()) {
                    live.freeAll();
                }
            }
            live.freeAll();
        }
    }

    /** A03: The address of a block asked for with an alignment is a multiple of it. */
    @Test
    default void A03_recycledMemoryIsAligned() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            var live = new LiveBlocks(allocator);
            for (int i = 0; i < Profile.current().choose(12_000, 120_000); i++) {
                if (live.count() > 400 || (live.count() > 0 && random.nextInt(3) == 0)) {
                    live.free(live.any(random));
                } else if (random.nextInt(3) == 0) {
                    long byteSize = 1 + random.nextLong(1L << random.nextInt(14));
                    Block block = live.allocate(Allocation.ALLOC, byteSize);
                    Expect.naturallyAligned(Allocation.ALLOC.call(byteSize), block.address(), byteSize);
                } else {
                    live.allocateAligned(1 + random.nextLong(1L << random.nextInt(14)), 8L << random.nextInt(14));
                }
            }
            live.freeAll();
        });
    }

    /** A05: An alignment past what the allocator can do returns 0. */
    @Test
    default void A05_alignmentsPastWhatTheAllocatorCanReturnZero() {
        CcAllocator allocator = allocator();
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            for (long alignment : Samples.LARGER_ALIGNMENTS) {
                for (long byteSize : new long[] {1, 64, 4097}) {
                    for (AlignedCall aligned : AlignedCall.ofAll(allocator, byteSize, alignment)) {
                        // An allocator that can is welcome to.
                        if (aligned.address() != 0) {
                            Expect.aligned(aligned.call(), aligned.address(), alignment);
                            allocator.free(aligned.address(), byteSize);
                        }
                    }
                }
                bystanders.check("allocations aligned to " + alignment);
            }
        }
    }

    /**
     * A06: An alignment that is not a power of two, or is below 8, is an {@link IllegalArgumentException}, also when
     * the size is 0 or negative.
     */
    @Test
    default void A06_anInvalidAlignmentIsRefusedBeforeTheSize() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long alignment : Samples.INVALID_ALIGNMENTS) {
                // No invalid alignment is part of the number 777, so that a message which names it does so on purpose.
                for (long byteSize : new long[] {0, 777, -777, 1L << 48}) {
                    Expect.refused(
                            "allocAligned(" + byteSize + ", " + alignment + ")",
                            alignment,
                            () -> allocator.allocAligned(byteSize, alignment));
                    Expect.refused(
                            "callocAligned(" + byteSize + ", 5, " + alignment + ")",
                            alignment,
                            () -> allocator.callocAligned(byteSize, 5, alignment));
                    Expect.refused(
                            "callocAligned(5, " + byteSize + ", " + alignment + ")",
                            alignment,
                            () -> allocator.callocAligned(5, byteSize, alignment));
                    Expect.refused(
                            "reallocAligned(0, 0, " + byteSize + ", " + alignment + ")",
                            alignment,
                            () -> allocator.reallocAligned(0, 0, byteSize, alignment));
                    Expect.refused(
                            "reallocAligned(0, " + byteSize + ", 777, " + alignment + ")",
                            alignment,
                            () -> allocator.reallocAligned(0, byteSize, 777, alignment));
                }
            }
        }
    }

    /**
     * A06: An alignment that is not a power of two, or is below 8, is an {@link IllegalArgumentException}, also when
     * the size is 0 or negative.
     */
    @Test
    default void A06_anInvalidAlignmentIsRefusedAndLeavesTheBlockAlone() {
        CcAllocator allocator = allocator();
        Block block = Block.written(Allocation.ALLOC, allocator, 777);
        for (long alignment : Samples.INVALID_ALIGNMENTS) {
            for (long byteSize : new long[] {0, 555, 777, -777, 1L << 48}) {
                Expect.refused(
                        "reallocAligned(" + Block.hex(block.address()) + ", 777, " + byteSize + ", " + alignment + ")",
                        alignment,
                        () -> allocator.reallocAligned(block.address(), 777, byteSize, alignment));
            }
        }
        block.check("reallocs that were refused");
        allocator.free(block.address(), block.byteSize());
    }

    /** A07: The address of a node is a multiple of the cache line's size. */
    @Test
    default void A07_nodesStartOnACacheLine() {
        CcAllocator allocator = allocator();
        var nodes = new ArrayList<Block>();
        for (long byteSize : Samples.sizesUpTo(Samples.MIB)) {
            String call = Allocation.ALLOC_NODE.call(byteSize);
            long address = Expect.block(call, allocator.allocNode(byteSize));
            Expect.aligned(call, address, CacheLine.byteSize());
            nodes.add(new Block(address, byteSize));
        }
        freeAll(allocator, nodes);
    }

    /** A08: No other block shares a cache line with a node. */
    @Test
    default void A08_noOtherBlockSharesACacheLineWithANode() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            var held = new ArrayList<CacheLines>();
            for (int i = 0; i < 40_000; i++) {
                if (i % 3 == 2) {
                    // Leaves gaps for those that come later.
                    Block given = held.remove(random.nextInt(held.size())).block();
                    allocator.free(given.address(), given.byteSize());
                } else {
                    boolean node = i % 3 == 0;
                    long byteSize = random.nextLong(1, node ? 200 : 100);
                    Allocation way = node ? Allocation.ALLOC_NODE : Allocation.ALLOC;
                    long address = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
                    held.add(CacheLines.of(allocator, new Block(address, byteSize), node));
                }
            }
            CacheLines.expectNoNodeShares(held);
            held.forEach(lines ->
                    allocator.free(lines.block().address(), lines.block().byteSize()));
        });
    }

    /** A08: No other block shares a cache line with a node. */
    @Test
    default void A08_noBlockOfAnotherThreadSharesACacheLineWithANode() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            List<RandomGenerator> randoms = Seed.split(random, threads());
            var held = Collections.synchronizedList(new ArrayList<CacheLines>());
            Workers.run(threads(), worker -> {
                RandomGenerator own = randoms.get(worker);
                for (int i = 0; i < 2000; i++) {
                    boolean node = i % 3 != 0;
                    // Around the cache line's multiples, where a node too large by one takes a line more.
                    long lines = CacheLine.byteSize() * own.nextLong(1, i % 50 == 0 ? 600 : 6);
                    long byteSize = Math.max(1, lines + own.nextLong(-2, 3));
                    Allocation way = node ? Allocation.ALLOC_NODE : Allocation.at(i);
                    boolean isNode = way == Allocation.ALLOC_NODE;
                    long address = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
                    if (i % 4 == 3) {
                        allocator.free(address, byteSize);
                    } else {
                        held.add(CacheLines.of(allocator, new Block(address, byteSize), isNode));
                    }
                }
            });
            CacheLines.expectNoNodeShares(held);
            held.forEach(lines ->
                    allocator.free(lines.block().address(), lines.block().byteSize()));
        });
    }

    private static void expectAlignment(CcAllocator allocator, long byteSize, long alignment) {
        var blocks = new ArrayList<Block>();
        for (Allocation way : List.of(Allocation.ALLOC, Allocation.CALLOC_OF_BYTES, Allocation.REALLOC)) {
            // Zeroing what is large takes time and tells nothing more.
            if (way == Allocation.CALLOC_OF_BYTES && byteSize > Samples.MIB) {
                continue;
            }
            String call = way.call(byteSize);
            // More than one, since the first in fresh memory may be aligned by luck.
            for (int i = 0; i < 4; i++) {
                long address = Expect.block(call, way.ask(allocator, byteSize));
                Expect.aligned(call, address, alignment);
                blocks.add(new Block(address, byteSize));
            }
        }
        freeAll(allocator, blocks);
    }

    private static void freeAll(CcAllocator allocator, List<Block> blocks) {
        blocks.forEach(block -> allocator.free(block.address(), block.byteSize()));
    }
}
