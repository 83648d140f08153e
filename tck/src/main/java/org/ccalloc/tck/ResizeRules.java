package org.ccalloc.tck;

import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Test;

/** Rules P01 to P03. */
interface ResizeRules extends RuleGroup {

    /**
     * P01: If {@code resizeInPlace} answers true, the block at this address has the new size, and all its bytes are the
     * caller's.
     */
    @Test
    default void P01_afterTrueTheBlockHasTheNewSize() {
        CcAllocator allocator = allocator();
        var neighbours = new LiveBlocks(allocator);
        for (long oldByteSize : Samples.SIZES_TO_RESIZE) {
            for (Allocation way : Allocation.values()) {
                if (oldByteSize >= Samples.MIB && way != Allocation.ALLOC) {
                    continue;
                }
                for (long newByteSize : newByteSizes(oldByteSize)) {
                    Block before = neighbours.allocate(way, oldByteSize);
                    Block block = Block.written(way, allocator, oldByteSize);
                    Block after = neighbours.allocate(way, oldByteSize);
                    Block resized = resizeAmong(neighbours, allocator, block, newByteSize);
                    neighbours.free(before);
                    neighbours.free(after);
                    neighbours.free(resized);
                }
            }
        }
    }

    /**
     * P01: If {@code resizeInPlace} answers true, the block at this address has the new size, and all its bytes are the
     * caller's.
     */
    @Test
    default void P01_afterTrueAnAlignedBlockHasTheNewSize() {
        CcAllocator allocator = allocator();
        var neighbours = new LiveBlocks(allocator);
        for (long alignment : new long[] {512, 4096, 1 << 16}) {
            for (long oldByteSize : new long[] {1, 100, 1000, 5000, 70_000}) {
                for (long newByteSize : newByteSizes(oldByteSize)) {
                    Block before = neighbours.allocateAligned(oldByteSize, alignment);
                    Block block = neighbours.allocateAligned(oldByteSize, alignment);
                    Block after = neighbours.allocateAligned(oldByteSize, alignment);
                    neighbours.forget(block);
                    Block resized = resizeAmong(neighbours, allocator, block, newByteSize);
                    neighbours.free(before);
                    neighbours.free(after);
                    neighbours.free(resized);
                }
            }
        }
    }

    /** P01: Who declares {@link Capability#RESIZE_IN_PLACE} does not always answer false. */
    @Test
    default void P01_isTrueSometimes() {
        assumeCapability(Capability.RESIZE_IN_PLACE);
        CcAllocator allocator = allocator();
        for (long byteSize : Samples.SIZES_TO_RESIZE) {
            long address = Expect.block("alloc(" + byteSize + ")", allocator.alloc(byteSize));
            long usableByteSize = allocator.usableSize(address);
            boolean resized = usableByteSize > byteSize && allocator.resizeInPlace(address, byteSize, usableByteSize);
            allocator.free(address, resized ? usableByteSize : byteSize);
            if (resized) {
                return;
            }
        }
        throw new AssertionError("resizeInPlace: true=0 (expected it once at least for an allocator that declares "
                + Capability.RESIZE_IN_PLACE + ", when a block is to grow to its usable size)");
    }

    /** P02: If {@code resizeInPlace} answers false, nothing has changed. */
    @Test
    default void P02_afterFalseNothingHasChanged() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long oldByteSize : Samples.SIZES_TO_RESIZE) {
                for (long newByteSize : newByteSizes(oldByteSize)) {
                    expectUnchangedIfFalse(allocator, oldByteSize, newByteSize);
                }
                for (long newByteSize : Samples.HUGE_BYTE_SIZES) {
                    expectUnchangedIfFalse(allocator, oldByteSize, newByteSize);
                }
            }
        }
    }

    /** P03: Address 0 or a size that is not positive is an {@link IllegalArgumentException}. */
    @Test
    default void P03_addressZeroAndSizesThatAreNotPositiveAreRefused() {
        CcAllocator allocator = allocator();
        Block block = Block.written(Allocation.ALLOC, allocator, 100);
        long address = block.address();
        for (long other : new long[] {1, 100, 1L << 48}) {
            String shown = "resizeInPlace(0, " + other + ", " + other + ")";
            Expect.refused(shown, 0, () -> allocator.resizeInPlace(0, other, other));
            expectSizeRefused(allocator, address, 0, other);
            for (long negative : Samples.NEGATIVE_BYTE_SIZES) {
                expectSizeRefused(allocator, address, negative, other);
            }
        }
        block.check("resizes that were refused");
        allocator.free(address, 100);
    }

    private static void expectSizeRefused(CcAllocator allocator, long address, long invalid, long other) {
        String shown = "resizeInPlace(" + Block.hex(address) + ", ";
        Expect.refused(
                shown + invalid + ", " + other + ")", invalid, () -> allocator.resizeInPlace(address, invalid, other));
        Expect.refused(
                shown + other + ", " + invalid + ")", invalid, () -> allocator.resizeInPlace(address, other, invalid));
    }

    private static long[] newByteSizes(long oldByteSize) {
        return new long[] {
            1,
            (oldByteSize + 1) / 2,
            Math.max(1, oldByteSize - 1),
            oldByteSize,
            oldByteSize + 1,
            oldByteSize + 8,
            oldByteSize + 100,
            2 * oldByteSize,
            16 * oldByteSize
        };
    }

    /** The block as it is afterwards, among the neighbours. */
    private static Block resizeAmong(LiveBlocks neighbours, CcAllocator allocator, Block block, long newByteSize) {
        String call =
                "resizeInPlace(" + Block.hex(block.address()) + ", " + block.byteSize() + ", " + newByteSize + ")";
        boolean resized = allocator.resizeInPlace(block.address(), block.byteSize(), newByteSize);
        if (!resized) {
            return neighbours.add(call, block);
        }
        long usableByteSize = allocator.usableSize(block.address());
        if (usableByteSize < newByteSize) {
            throw new AssertionError(
                    call + ": true, but usableSize=" + usableByteSize + " (expected " + newByteSize + " or more)");
        }
        long kept = Math.min(block.byteSize(), newByteSize);
        ContentPattern.check(block, kept, block.address(), call);
        return neighbours.add(call, new Block(block.address(), newByteSize));
    }

    private static void expectUnchangedIfFalse(CcAllocator allocator, long oldByteSize, long newByteSize) {
        Block block = Block.written(Allocation.ALLOC, allocator, oldByteSize);
        long usableByteSize = allocator.usableSize(block.address());
        String call = "resizeInPlace(" + Block.hex(block.address()) + ", " + oldByteSize + ", " + newByteSize + ")";
        if (allocator.resizeInPlace(block.address(), oldByteSize, newByteSize)) {
            if (newByteSize >= 1L << 48) {
                throw new AssertionError(call + ": true (expected false)");
            }
            allocator.free(block.address(), newByteSize);
            return;
        }
        block.check(call);
        long usableAfterwards = allocator.usableSize(block.address());
        if (usableAfterwards != usableByteSize) {
            throw new AssertionError(call + ": false, but usableSize=" + usableAfterwards + " (expected "
                    + usableByteSize + ", as before)");
        }
        allocator.free(block.address(), oldByteSize);
    }
}
