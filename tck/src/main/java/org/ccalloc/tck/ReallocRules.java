package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules R01 to R07. */
interface ReallocRules extends RuleGroup {

    /** R01: {@code realloc(0, 0, n)} is {@code alloc(n)}, and 0 for n = 0. */
    @Test
    default void R01_reallocOfNothingAllocates() {
        CcAllocator allocator = allocator();
        Expect.noBlock("realloc(0, 0, 0)", () -> allocator.realloc(0, 0, 0));
        Expect.noBlock("reallocAligned(0, 0, 0, 64)", () -> allocator.reallocAligned(0, 0, 0, 64));
        var live = new LiveBlocks(allocator);
        for (long byteSize : Samples.SIZES_TO_REALLOC) {
            live.allocate(Allocation.REALLOC, byteSize);
            live.allocate(Allocation.REALLOC_ALIGNED, byteSize);
        }
        live.freeAll();
    }

    /** R02: Resizing a live block to 0 is an {@link IllegalArgumentException}; the block is untouched. */
    @Test
    default void R02_resizingALiveBlockToZeroIsRefused() {
        CcAllocator allocator = allocator();
        for (long byteSize : Samples.SIZES_TO_REALLOC) {
            Block block = Block.written(Allocation.ALLOC, allocator, byteSize);
            long address = block.address();
            String arguments = "(" + Block.hex(address) + ", " + byteSize + ", 0";
            Expect.refused("realloc" + arguments + ")", 0, () -> allocator.realloc(address, byteSize, 0));
            Expect.refused(
                    "reallocAligned" + arguments + ", 64)",
                    0,
                    () -> allocator.reallocAligned(address, byteSize, 0, 64));
            block.check("a realloc to 0 that was refused");
            allocator.free(address, byteSize);
        }
    }

    /** R03: A realloc that fails returns 0; the old block is intact and still the caller's. */
    @Test
    default void R03_aReallocThatFailsLeavesTheBlock() {
        CcAllocator allocator = allocator();
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            for (long byteSize : Samples.SIZES_TO_REALLOC) {
                Block block = Block.written(Allocation.at(byteSize), allocator, byteSize);
                for (long huge : Samples.HUGE_BYTE_SIZES) {
                    expectFailingRealloc(allocator, block, huge);
                }
                allocator.free(block.address(), byteSize);
            }
            bystanders.check("reallocs that failed");
        }
    }

    /** R03: A realloc that fails returns 0; the old block is intact and still the caller's. */
    @Test
    default void R03_aBlockWhoseReallocFailedIsGivenToNobodyElse() {
        CcAllocator allocator = allocator();
        for (long byteSize : Samples.SIZES_TO_REALLOC) {
            var live = new LiveBlocks(allocator);
            Block block = live.allocate(Allocation.ALLOC, byteSize);
            Block aligned = live.allocateAligned(byteSize, 64);
            for (long huge : List.of(1L << 48, Long.MAX_VALUE)) {
                expectFailingRealloc(allocator, block, huge);
                expectFailingRealloc(allocator, aligned, huge);
            }
            // Were they free, the next ones of their size would be these.
            for (int i = 0; i < 8; i++) {
                live.allocate(Allocation.ALLOC, byteSize);
                live.allocateAligned(byteSize, 64);
            }
            live.freeAll();
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes. Sizes just around what a block has anyway. */
    @Test
    default void R04_aReallocAroundTheUsableSizeKeepsTheContent() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long byteSize : Samples.sizesAroundPowersOfTwo(2 * Samples.MIB)) {
                Block probe = Block.written(Allocation.ALLOC, allocator, byteSize);
                long usableByteSize = allocator.usableSize(probe.address());
                allocator.free(probe.address(), byteSize);
                for (long edge = Math.max(1, usableByteSize - 1); edge <= usableByteSize + 1; edge++) {
                    for (long oldByteSize : new long[] {byteSize, Math.max(1, byteSize / 2), 2 * byteSize}) {
                        reallocate(allocator, Block.written(Allocation.ALLOC, allocator, oldByteSize), edge);
                        reallocate(allocator, Block.written(Allocation.ALLOC, allocator, edge), oldByteSize);
                    }
                }
            }
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes, however large both are. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void R04_aReallocOfALargeBlockKeepsTheContent() {
        CcAllocator allocator = allocator();
        long[] byteSizes = {200_000, Samples.MIB + 1, 7 * Samples.MIB, 16 * Samples.MIB, 33 * Samples.MIB + 5};
        for (long oldByteSize : byteSizes) {
            for (long newByteSize : byteSizes) {
                reallocate(allocator, Block.written(Allocation.ALLOC, allocator, oldByteSize), newByteSize);
            }
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes. Past 2 GiB only a few are written. */
    @Test
    default void R04_aReallocPastTwoGibibytesKeepsTheContent() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {(1L << 31) + 100, (1L << 32) + 24}) {
            for (long oldByteSize : new long[] {40, 5000, 300_000}) {
                Block old = Block.written(Allocation.ALLOC, allocator, oldByteSize);
                String call = "realloc(" + Block.hex(old.address()) + ", " + oldByteSize + ", " + byteSize + ")";
                long address = Expect.answer(call, () -> allocator.realloc(old.address(), oldByteSize, byteSize));
                if (address == 0) {
                    allocator.free(old.address(), oldByteSize);
                    assumeTrue(false, "memory: " + call + " cannot be had here");
                }
                ContentPattern.check(new Block(address, oldByteSize), oldByteSize, old.address(), call);
                var live = new EdgedBlocks(allocator);
                live.add(call, address, byteSize, 16);
                live.freeAll();
            }
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes. */
    @Test
    default void R04_aReallocKeepsTheContent() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long oldByteSize : Samples.SIZES_TO_REALLOC) {
                for (long newByteSize : Samples.SIZES_TO_REALLOC) {
                    reallocate(allocator, Block.written(Allocation.ALLOC, allocator, oldByteSize), newByteSize);
                }
            }
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes. */
    @Test
    default void R04_aReallocKeepsTheContentOfAlignedBlocksAndNodes() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long oldByteSize : Samples.SIZES_TO_REALLOC) {
                for (long newByteSize : Samples.SIZES_TO_REALLOC) {
                    if (Math.max(oldByteSize, newByteSize) > 300_000) {
                        continue;
                    }
                    reallocate(allocator, Block.written(Allocation.ALLOC_NODE, allocator, oldByteSize), newByteSize);
                    for (long alignment : new long[] {8, 32, 4096, 1 << 16}) {
                        reallocate(allocator, aligned(allocator, oldByteSize, alignment), newByteSize);
                    }
                }
            }
            for (long alignment : servedAlignments()) {
                if (alignment != Samples.MIB && alignment != 1 << 24 && alignment != 1 << 26) {
                    continue;
                }
                for (long newByteSize : Samples.SIZES_TO_REALLOC) {
                    reallocate(allocator, aligned(allocator, 1000, alignment), newByteSize);
                    reallocate(allocator, aligned(allocator, 70_000, alignment), newByteSize);
                }
            }
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes. */
    @Test
    default void R04_aReallocInAnotherThreadKeepsTheContent() {
        CcAllocator allocator = allocator();
        var blocks = new ArrayList<Block>();
        var newByteSizes = new ArrayList<Long>();
        Workers.run(1, _ -> {
            for (long oldByteSize : Samples.SIZES_TO_REALLOC) {
                for (long newByteSize : Samples.SIZES_TO_REALLOC) {
                    if (Math.max(oldByteSize, newByteSize) <= 300_000) {
                        blocks.add(Block.written(Allocation.at(newByteSize), allocator, oldByteSize));
                        newByteSizes.add(newByteSize);
                    }
                }
            }
        });
        for (int i = 0; i < blocks.size(); i++) {
            reallocate(allocator, blocks.get(i), newByteSizes.get(i));
        }
    }

    /** R04: A realloc that succeeds keeps the first min(old, new) bytes. */
    @Test
    default void R04_aBlockThatGrowsAndShrinksStepByStepKeepsTheContent() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            Block first = Block.written(Allocation.ALLOC, allocator, 1);
            long key = first.address();
            long address = key;
            for (long byteSize = 1; byteSize < 6000; byteSize++) {
                address = step(allocator, address, byteSize, byteSize + 1, key);
                ContentPattern.write(address, byteSize + 1, key);
            }
            for (long byteSize = 6000; byteSize > 1; byteSize--) {
                address = step(allocator, address, byteSize, byteSize - 1, key);
            }
            allocator.free(address, 1);
        }
    }

    /** R05: The result of {@code reallocAligned} is a multiple of the alignment asked for. */
    @Test
    default void R05_theResultOfReallocAlignedIsAMultipleOfTheAlignment() {
        CcAllocator allocator = allocator();
        long[] byteSizes = {1, 16, 100, 4096, 10_000, 300_000};
        for (long alignment : servedAlignments()) {
            for (long oldByteSize : byteSizes) {
                for (long newByteSize : byteSizes) {
                    reallocateAligned(
                            allocator, Block.written(Allocation.ALLOC, allocator, oldByteSize), newByteSize, alignment);
                    long oldAlignment = Math.min(4096, alignment);
                    reallocateAligned(allocator, aligned(allocator, oldByteSize, oldAlignment), newByteSize, alignment);
                }
            }
        }
    }

    /** R06: The result of {@code realloc} has natural alignment (A01, A02), whatever the block had. */
    @Test
    default void R06_theResultOfReallocIsNaturallyAligned() {
        CcAllocator allocator = allocator();
        for (long newByteSize : Samples.sizesUpTo(Samples.MIB)) {
            for (long oldByteSize : new long[] {1, 8, 16, 500, 5000}) {
                for (long oldAlignment : new long[] {8, 64, 4096}) {
                    long old = allocator.allocAligned(oldByteSize, oldAlignment);
                    Expect.block("allocAligned(" + oldByteSize + ", " + oldAlignment + ")", old);
                    String call = "realloc(" + Block.hex(old) + ", " + oldByteSize + ", " + newByteSize + ")";
                    long address = Expect.block(call, allocator.realloc(old, oldByteSize, newByteSize));
                    Expect.naturallyAligned(call, address, newByteSize);
                    allocator.free(address, newByteSize);
                }
            }
        }
    }

    /** R07: A block with old size 0, or address 0 with another old size, is an {@link IllegalArgumentException}. */
    @Test
    default void R07_addressAndOldSizeAreZeroTogetherOrNotAtAll() {
        CcAllocator allocator = allocator();
        Block block = Block.written(Allocation.ALLOC, allocator, 100);
        long address = block.address();
        for (long newByteSize : new long[] {0, 1, 64, 100, 1L << 48, Long.MAX_VALUE}) {
            String shown = "(" + Block.hex(address) + ", 0, " + newByteSize;
            Expect.refused("realloc" + shown + ")", 0, () -> allocator.realloc(address, 0, newByteSize));
            Expect.refused(
                    "reallocAligned" + shown + ", 64)", 0, () -> allocator.reallocAligned(address, 0, newByteSize, 64));
            for (long oldByteSize : new long[] {1, 100, Long.MAX_VALUE}) {
                String arguments = "(0, " + oldByteSize + ", " + newByteSize;
                Expect.refused(
                        "realloc" + arguments + ")", oldByteSize, () -> allocator.realloc(0, oldByteSize, newByteSize));
                Expect.refused(
                        "reallocAligned" + arguments + ", 64)",
                        oldByteSize,
                        () -> allocator.reallocAligned(0, oldByteSize, newByteSize, 64));
            }
        }
        block.check("reallocs that were refused");
        allocator.free(address, 100);
    }

    private static void expectFailingRealloc(CcAllocator allocator, Block block, long huge) {
        String arguments = "(" + Block.hex(block.address()) + ", " + block.byteSize() + ", " + huge;
        Expect.noBlock("realloc" + arguments + ")", () -> allocator.realloc(block.address(), block.byteSize(), huge));
        block.check("realloc" + arguments + ")");
        for (long alignment : new long[] {8, 64, 4096, 1 << 26, 1L << 62}) {
            String call = "reallocAligned" + arguments + ", " + alignment + ")";
            Expect.noBlock(call, () -> allocator.reallocAligned(block.address(), block.byteSize(), huge, alignment));
            block.check(call);
        }
    }

    private static Block aligned(CcAllocator allocator, long byteSize, long alignment) {
        String call = "allocAligned(" + byteSize + ", " + alignment + ")";
        Block block = new Block(Expect.block(call, allocator.allocAligned(byteSize, alignment)), byteSize);
        block.write();
        return block;
    }

    /** Resizes a written block, looks at what is kept, writes all of the new one and gives it back. */
    private static void reallocate(CcAllocator allocator, Block old, long newByteSize) {
        String call = "realloc(" + Block.hex(old.address()) + ", " + old.byteSize() + ", " + newByteSize + ")";
        long address = allocator.realloc(old.address(), old.byteSize(), newByteSize);
        expectContent(allocator, call, old, new Block(address, newByteSize));
    }

    private static void reallocateAligned(CcAllocator allocator, Block old, long newByteSize, long alignment) {
        String call = "reallocAligned(" + Block.hex(old.address()) + ", " + old.byteSize() + ", " + newByteSize + ", "
                + alignment + ")";
        long address = allocator.reallocAligned(old.address(), old.byteSize(), newByteSize, alignment);
        Expect.aligned(call, address, alignment);
        expectContent(allocator, call, old, new Block(address, newByteSize));
    }

    private static void expectContent(CcAllocator allocator, String call, Block old, Block resized) {
        Expect.block(call, resized.address());
        long usableByteSize = allocator.usableSize(resized.address());
        if (usableByteSize < resized.byteSize()) {
            throw new AssertionError(call + ": " + resized + ", usableSize=" + usableByteSize + " (expected "
                    + resized.byteSize() + " or more)");
        }
        ContentPattern.check(resized, Math.min(old.byteSize(), resized.byteSize()), old.address(), call);
        resized.write();
        resized.check("writing it");
        allocator.free(resized.address(), resized.byteSize());
    }

    private static long step(CcAllocator allocator, long old, long oldByteSize, long newByteSize, long key) {
        String call = "realloc(" + Block.hex(old) + ", " + oldByteSize + ", " + newByteSize + ")";
        long address = Expect.block(call, allocator.realloc(old, oldByteSize, newByteSize));
        ContentPattern.check(new Block(address, newByteSize), Math.min(oldByteSize, newByteSize), key, call);
        return address;
    }
}
