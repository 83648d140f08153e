package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules U01 to U04. */
interface UsableSizeRules extends RuleGroup {

    /** U01: The usable size of a block is at least the size asked for. */
    @Test
    default void U01_usableSizeIsAtLeastTheSizeAskedFor() {
        CcAllocator allocator = allocator();
        for (long byteSize : Samples.sizesUpTo(8 * Samples.MIB)) {
            for (Allocation way : Allocation.values()) {
                long address = Expect.block(way.call(byteSize), way.ask(allocator, byteSize));
                expectUsable(allocator, way.call(byteSize), address, byteSize);
                allocator.free(address, byteSize);
                if (byteSize > Samples.MIB) {
                    break;
                }
            }
        }
    }

    /** U01: The usable size of a block is at least the size asked for. */
    @Test
    default void U01_usableSizeIsAtLeastTheSizeAskedForAfterAResize() {
        CcAllocator allocator = allocator();
        for (long byteSize : Samples.sizesUpTo(Samples.MIB)) {
            for (long oldByteSize : new long[] {1, byteSize / 2 + 1, 2 * byteSize}) {
                long old = Expect.block("alloc(" + oldByteSize + ")", allocator.alloc(oldByteSize));
                String call = "realloc(" + Block.hex(old) + ", " + oldByteSize + ", " + byteSize + ")";
                long address = Expect.block(call, allocator.realloc(old, oldByteSize, byteSize));
                expectUsable(allocator, call, address, byteSize);
                long newByteSize = byteSize + 8;
                if (allocator.resizeInPlace(address, byteSize, newByteSize)) {
                    call = "resizeInPlace(" + Block.hex(address) + ", " + byteSize + ", " + newByteSize + ")";
                    expectUsable(allocator, call, address, newByteSize);
                    allocator.free(address, newByteSize);
                } else {
                    allocator.free(address, byteSize);
                }
            }
        }
    }

    /** U02: The usable size does not change until the block is resized or freed. */
    @Test
    default void U02_usableSizeDoesNotChange() {
        CcAllocator allocator = allocator();
        var usableByteSizes = new HashMap<Block, Long>();
        var passing = new ArrayList<Block>();
        for (long byteSize : Samples.sizesUpTo(64 * Samples.KIB)) {
            Block block = Block.written(Allocation.at(byteSize), allocator, byteSize);
            usableByteSizes.put(block, allocator.usableSize(block.address()));
            passing.add(Block.written(Allocation.at(byteSize), allocator, byteSize));
        }
        expectUnchanged(allocator, usableByteSizes, "other allocations");
        passing.forEach(block -> allocator.free(block.address(), block.byteSize()));
        expectUnchanged(allocator, usableByteSizes, "frees of other blocks");
        allocator.trim();
        Workers.run(1, _ -> expectUnchanged(allocator, usableByteSizes, "trim, seen by another thread"));
        usableByteSizes.keySet().forEach(block -> allocator.free(block.address(), block.byteSize()));
    }

    /** U03: Every byte of the usable size may be written. */
    @Test
    default void U03_everyUsableByteMayBeWritten() {
        CcAllocator allocator = allocator();
        var live = new LiveBlocks(allocator);
        for (long byteSize : Samples.sizesUpTo(Samples.MIB)) {
            if (byteSize <= 64 * Samples.KIB) {
                for (Allocation way : Allocation.values()) {
                    live.allocate(way, byteSize);
                }
            } else {
                live.allocate(Allocation.at(byteSize), byteSize);
            }
        }
        live.freeAll();
    }

    /** U03: Every byte of the usable size may be written. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void U03_everyUsableByteOfAnAlignedBlockMayBeWritten() {
        CcAllocator allocator = allocator();
        for (long alignment : servedAlignments()) {
            var live = new LiveBlocks(allocator);
            // What lies between two multiples of a large alignment may all be usable.
            long[] byteSizes = alignment <= 4096 ? new long[] {1, 24, 100, 4095, 4097, 70_000} : new long[] {100};
            for (long byteSize : byteSizes) {
                for (AlignedCall aligned : AlignedCall.ofAll(allocator, byteSize, alignment)) {
                    live.add(aligned.call(), new Block(Expect.block(aligned.call(), aligned.address()), byteSize));
                    live.allocate(Allocation.ALLOC, byteSize);
                }
            }
            live.freeAll();
        }
    }

    /** U04: {@code usableSize(0)} is 0. */
    @Test
    default void U04_usableSizeOfAddressZeroIsZero() {
        long usableByteSize = allocator().usableSize(0);
        if (usableByteSize != 0) {
            throw new AssertionError("usableSize(0): " + usableByteSize + " (expected 0)");
        }
    }

    private static void expectUsable(CcAllocator allocator, String call, long address, long byteSize) {
        long usableByteSize = allocator.usableSize(address);
        if (usableByteSize < byteSize) {
            throw new AssertionError(call + ": address=" + Block.hex(address) + ", usableSize=" + usableByteSize
                    + " (expected " + byteSize + " or more)");
        }
    }

    private static void expectUnchanged(CcAllocator allocator, Map<Block, Long> usableByteSizes, String occasion) {
        usableByteSizes.forEach((block, before) -> {
            long now = allocator.usableSize(block.address());
            if (now != before) {
                throw new AssertionError("usableSize after " + occasion + ": " + block + ", usableSize=" + now
                        + " (expected " + before + ", as before)");
            }
        });
    }
}
