package org.ccalloc.tck;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.Test;

/** Rules E08 to E12: what only some heaps can do. */
interface HeapKindRules extends RuleGroup {

    /** E08: A heap of fixed capacity answers 0 at its limit and no sooner, harms no other, and serves again after frees. */
    @Test
    default void E08_aFullHeapAnswersZeroAndServesAgainAfterFrees() {
        assumeCapability(Capability.FIXED_CAPACITY);
        CcAllocator allocator = allocator();
        HeapOptions options = HeapOptions.named("fixed").withFixedCapacity(HeapKind.BYTE_CAPACITY);
        try (CcHeap other = allocator.newHeap(options);
                Bystanders ofOther = Bystanders.of(other);
                Bystanders ofAllocator = Bystanders.of(allocator)) {
            for (long byteSize : new long[] {1000, 20_000, Samples.MIB}) {
                try (CcHeap heap = allocator.newHeap(options)) {
                    // The rest is for books, and for what no block of one size fills.
                    FullHeap.fillTwice(heap, byteSize, heap.footprintLimit() / 4 * 3);
                }
                ofOther.check("another heap was full");
                ofAllocator.check("a heap was full");
            }
        }
    }

    /** E08: The limit holds for single blocks, and for a realloc, which leaves the old block as it was. */
    @Test
    default void E08_aBlockLargerThanTheHeapIsRefused() {
        assumeCapability(Capability.FIXED_CAPACITY);
        HeapOptions options = HeapOptions.named("fixed").withFixedCapacity(HeapKind.BYTE_CAPACITY);
        try (CcHeap heap = allocator().newHeap(options);
                Bystanders bystanders = Bystanders.of(heap)) {
            long limit = heap.footprintLimit();
            if (limit < HeapKind.BYTE_CAPACITY || limit == Long.MAX_VALUE) {
                throw new AssertionError("footprintLimit(): " + limit + " (expected the capacity asked for, "
                        + HeapKind.BYTE_CAPACITY + ", or somewhat more)");
            }
            Block block = Block.written(Allocation.ALLOC, heap, 1000);
            for (long byteSize : new long[] {limit + 1, 2 * limit}) {
                for (Allocation way : Allocation.values()) {
                    Expect.noBlock(way.call(byteSize), () -> way.ask(heap, byteSize));
                }
                Expect.noBlock("realloc to " + byteSize, () -> heap.realloc(block.address(), 1000, byteSize));
                Expect.noBlock(
                        "reallocAligned to " + byteSize,
                        () -> heap.reallocAligned(block.address(), 1000, byteSize, 64));
            }
            HeapBlocks.giveBack(heap, block);
            bystanders.check("requests were refused");
        }
    }

    /** E09: The blocks of a heap inside given memory lie in it, and nothing outside it is written. */
    @Test
    default void E09_blocksLieInsideTheGivenMemory() {
        assumeCapability(Capability.CALLER_MEMORY);
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {HeapOptions.MIN_MEMORY_BYTE_SIZE, 4 * Samples.MIB + 4096}) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment around = arena.allocate(byteSize + 8192, 4096);
                around.fill((byte) 0x5a);
                MemorySegment memory = around.asSlice(4096, byteSize);
                try (CcHeap heap = allocator.newHeap(HeapOptions.named("inside").inside(memory))) {
                    for (Block block : FullHeap.fillTwice(heap, 1000, byteSize / 4)) {
                        if (block.address() < memory.address()
                                || block.address() + 1000 > memory.address() + byteSize) {
                            throw new AssertionError("heap inside given memory: " + block + " (expected one between "
                                    + Block.hex(memory.address()) + " and "
                                    + Block.hex(memory.address() + byteSize) + ")");
                        }
                    }
                }
                MemorySegment before = around.asSlice(0, 4096);
                MemorySegment after = around.asSlice(4096 + byteSize);
                for (MemorySegment outside : List.of(before, after)) {
                    MemorySegment expected = arena.allocate(outside.byteSize()).fill((byte) 0x5a);
                    long written = outside.mismatch(expected);
                    if (written >= 0) {
                        throw new AssertionError("heap inside given memory: written address="
                                + Block.hex(outside.address() + written) + " (expected nothing outside "
                                + Block.hex(memory.address()) + " and " + byteSize + " bytes)");
                    }
                }
            }
        }
    }

    /** E10: {@code walk} visits every live block once, with its usable size, and nothing else. */
    @Test
    default void E10_aWalkVisitsEveryLiveBlockOnce() {
        assumeCapability(Capability.HEAPS);
        assumeCapability(Capability.WALK);
        HeapKind.forEachOf(allocator(), kind -> {
            try (CcHeap heap = allocator().newHeap(kind.options("walked"));
                    CcHeap other = allocator().newHeap(HeapOptions.named("other"))) {
                HeapBlocks.take(other, 100, 0);
                expectWalk(heap, List.of());
                var live = new ArrayList<>(HeapBlocks.take(heap, 1000, 1));
                live.add(Block.written(Allocation.ALLOC, heap, 3 * Samples.MIB));
                live.add(Block.written(Allocation.ALLOC, heap, 100_000));
                expectWalk(heap, live);
                for (int i = live.size() - 1; i >= 0; i -= 3) {
                    HeapBlocks.giveBack(heap, live.remove(i));
                }
                expectWalk(heap, live);
                Workers.run(1, _ -> live.forEach(block -> HeapBlocks.giveBack(heap, block)));
                expectWalk(heap, List.of());
            }
        });
    }

    /** E11: The footprint covers the live blocks; its highest value never falls, and none is above the limit. */
    @Test
    default void E11_theFootprintCoversTheLiveBlocks() {
        assumeCapability(Capability.HEAPS);
        assumeCapability(Capability.FOOTPRINT);
        HeapKind.forEachOf(allocator(), kind -> {
            try (CcHeap heap = allocator().newHeap(kind.options("measured"))) {
                var footprint = new FootprintCheck(heap);
                for (int round = 0; round < 3; round++) {
                    var live = new ArrayList<>(HeapBlocks.take(heap, 2000, round));
                    live.add(Block.written(Allocation.ALLOC, heap, (1L << round) * Samples.MIB));
                    footprint.check(live);
                    live.forEach(block -> HeapBlocks.giveBack(heap, block));
                    footprint.check(List.of());
                    heap.trim();
                    footprint.check(List.of());
                }
            }
        });
    }

    /** E11: The footprint of a heap changes by what is done with this heap only. */
    @Test
    default void E11_anotherHeapChangesNoFootprint() {
        assumeCapability(Capability.HEAPS);
        assumeCapability(Capability.FOOTPRINT);
        CcAllocator allocator = allocator();
        HeapKind.forEachOf(allocator, kind -> {
            try (CcHeap heap = allocator.newHeap(kind.options("measured"));
                    Bystanders _ = Bystanders.of(heap)) {
                long footprint = heap.footprint();
                long highest = heap.maxFootprint();
                try (CcHeap other = allocator.newHeap(kind.options("other"))) {
                    List<Block> blocks = HeapBlocks.take(other, 2000, 1);
                    blocks.add(Block.written(Allocation.ALLOC, other, 4 * Samples.MIB));
                    expectFootprint("another heap was filled", heap, footprint, highest);
                    blocks.forEach(block -> HeapBlocks.giveBack(other, block));
                    other.trim();
                    expectFootprint("another heap was emptied", heap, footprint, highest);
                }
                expectFootprint("another heap was closed", heap, footprint, highest);
            }
        });
    }

    /** E11: Memory that a heap gave back to the system is no part of its footprint any more. */
    @Test
    default void E11_theFootprintFallsWhenALargeBlockIsFreedAndTheHeapTrimmed() {
        assumeCapability(Capability.HEAPS);
        assumeCapability(Capability.FOOTPRINT);
        assumeCapability(Capability.TRIM);
        try (CcHeap heap = allocator().newHeap(HeapOptions.named("trimmed"))) {
            var footprint = new FootprintCheck(heap);
            Block large = Block.written(Allocation.ALLOC, heap, withinBudget(64 * Samples.MIB));
            footprint.check(List.of(large));
            HeapBlocks.giveBack(heap, large);
            heap.trim();
            footprint.check(List.of());
            if (heap.footprint() > heap.maxFootprint() / 2) {
                throw new AssertionError("footprint: footprint=" + heap.footprint() + ", maxFootprint="
                        + heap.maxFootprint() + " (expected half of that or less, a block of " + large.byteSize()
                        + " bytes having been freed and the heap trimmed)");
            }
        }
    }

    /** E12: What is not declared is an {@link UnsupportedOperationException} that names the capability. */
    @Test
    default void E12_whatIsNotDeclaredIsRefusedByName() {
        CcAllocator allocator = allocator();
        try (Arena arena = Arena.ofShared()) {
            Map<Capability, HeapOptions> kinds = new TreeMap<>(Map.of(
                    Capability.HEAPS, HeapOptions.named("refused"),
                    Capability.FIXED_CAPACITY, HeapOptions.named("refused").withFixedCapacity(HeapKind.BYTE_CAPACITY),
                    Capability.CALLER_MEMORY,
                            HeapOptions.named("refused").inside(arena.allocate(4 * Samples.MIB, 4096))));
            for (HeapOptions options : kinds.values()) {
                expectRefused(
                        "newHeap",
                        allocator,
                        options.requiredCapability(),
                        () -> allocator.newHeap(options).close());
            }
        }
        if (allocator.capabilities().contains(Capability.HEAPS)) {
            try (CcHeap heap = allocator.newHeap(HeapOptions.named("refusing"))) {
                expectRefused("footprint", heap, Capability.FOOTPRINT, heap::footprint);
                expectRefused("maxFootprint", heap, Capability.FOOTPRINT, heap::maxFootprint);
                expectRefused("walk", heap, Capability.WALK, () -> heap.walk((_, _) -> {}));
            }
        }
    }

    private static void expectRefused(String operation, CcAllocator allocator, Capability needed, Expect.Call call) {
        if (allocator.capabilities().contains(needed)) {
            return;
        }
        String expected = " (expected an UnsupportedOperationException that names " + needed + ")";
        try {
            call.run();
        } catch (UnsupportedOperationException e) {
            if (!String.valueOf(e.getMessage()).contains(needed.name())) {
                throw new AssertionError(operation + ": " + e + expected, e);
            }
            return;
        } catch (RuntimeException e) {
            throw new AssertionError(operation + ": " + e + expected, e);
        }
        throw new AssertionError(operation + ": no exception" + expected);
    }

    private static void expectWalk(CcHeap heap, List<Block> live) {
        Map<Long, Long> expected = new TreeMap<>();
        live.forEach(block -> expected.put(block.address(), heap.usableSize(block.address())));
        Map<Long, Long> visited = new TreeMap<>();
        heap.walk((address, byteSize) -> {
            if (visited.put(address, byteSize) != null) {
                throw new AssertionError(
                        "walk: address=" + Block.hex(address) + " visited twice (expected every live block once)");
            }
        });
        if (!visited.equals(expected)) {
            var missed = new TreeMap<>(expected);
            missed.entrySet().removeAll(visited.entrySet());
            visited.entrySet().removeAll(expected.entrySet());
            throw new AssertionError("walk: missed=" + missed + ", visited besides=" + visited + " (expected the "
                    + expected.size() + " live blocks with their usable sizes)");
        }
    }

    private static void expectFootprint(String occasion, CcHeap heap, long footprint, long highest) {
        if (heap.footprint() != footprint || heap.maxFootprint() != highest) {
            throw new AssertionError("footprint after " + occasion + ": footprint=" + heap.footprint()
                    + ", maxFootprint=" + heap.maxFootprint() + " (expected " + footprint + " and " + highest
                    + ", as before)");
        }
    }
}
