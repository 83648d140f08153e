package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rule Z01. Each test first fills memory with ones and gives it back, so that it can come again. */
interface ZeroingRules extends RuleGroup {

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    default void Z01_recycledMemoryOfTheSameSizeIsZero() {
        CcAllocator allocator = allocator();
        for (long byteSize : Samples.sizesUpTo(256 * Samples.KIB)) {
            int blocks = byteSize <= Samples.KIB ? 16 : 4;
            soil(allocator, byteSize, blocks);
            expectZero(allocator, byteSize, blocks);
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void Z01_recycledMemoryOfAnotherSizeIsZero() {
        CcAllocator allocator = allocator();
        long[] byteSizes = {8, 24, 64, 100, 1000, 4096, 5000, 20_000, 65_536, 300_000};
        for (long soiled : byteSizes) {
            for (long cleared : byteSizes) {
                soil(allocator, soiled, Math.clamp(300_000 / soiled, 1, 3000));
                expectZero(allocator, cleared, Math.clamp(300_000 / cleared, 1, 3000));
            }
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void Z01_recycledLargeMemoryIsZero() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {Samples.MIB, 3 * Samples.MIB + 100, 8 * Samples.MIB, 40 * Samples.MIB + 1}) {
            soil(allocator, byteSize, 2);
            expectZero(allocator, byteSize, 2);
            expectZero(allocator, byteSize - 4096, 2);
            soil(allocator, byteSize, 1);
            expectZero(allocator, 4096, 100);
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void Z01_recycledAlignedMemoryIsZero() {
        CcAllocator allocator = allocator();
        for (long alignment : servedAlignments()) {
            for (long byteSize : new long[] {1, 24, 100, 4096, 4097, 70_000}) {
                int count = alignment <= 4096 ? 8 : 2;
                soil(allocator, byteSize, count);
                var blocks = new ArrayList<Block>();
                for (int i = 0; i < count; i++) {
                    blocks.add(soiled(allocator, allocator.allocAligned(byteSize, alignment), byteSize));
                }
                freeAll(allocator, blocks);
                String call = "callocAligned(1, " + byteSize + ", " + alignment + ")";
                for (int i = 0; i < count; i++) {
                    long address = Expect.block(call, allocator.callocAligned(1, byteSize, alignment));
                    blocks.add(new Block(address, byteSize));
                    ContentPattern.checkZero(call, blocks.getLast());
                }
                blocks.forEach(block -> soiled(allocator, block.address(), block.byteSize()));
                freeAll(allocator, blocks);
            }
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    default void Z01_memoryRecycledByAnotherThreadIsZero() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {16, 64, 200, 1000, 4096, 40_000, 2 * Samples.MIB}) {
            int count = byteSize <= 4096 ? 500 : 4;
            // Soiled and freed by a thread that has ended.
            Workers.run(1, _ -> soil(allocator, byteSize, count));
            expectZero(allocator, byteSize, count);
            // Soiled by a thread that has ended, freed by this one.
            var blocks = new ArrayList<Block>();
            Workers.run(1, _ -> {
                for (int i = 0; i < count; i++) {
                    blocks.add(soiled(allocator, allocator.alloc(byteSize), byteSize));
                }
            });
            freeAll(allocator, blocks);
            expectZero(allocator, byteSize, count);
            // Soiled by this thread, freed by another.
            for (int i = 0; i < count; i++) {
                blocks.add(soiled(allocator, allocator.alloc(byteSize), byteSize));
            }
            Workers.run(1, _ -> freeAll(allocator, blocks));
            expectZero(allocator, byteSize, count);
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero: of every element. */
    @Test
    default void Z01_allElementsAreZero() {
        CcAllocator allocator = allocator();
        long[][] products = {{3, 5}, {5, 3}, {7, 24}, {24, 7}, {1000, 3}, {3, 1000}, {17, 4096}, {4099, 17}, {70_000, 9}
        };
        for (long[] product : products) {
            long byteSize = product[0] * product[1];
            soil(allocator, byteSize, 4);
            String arguments = "(" + product[0] + ", " + product[1];
            long plain = allocator.calloc(product[0], product[1]);
            long aligned = allocator.callocAligned(product[0], product[1], 64);
            expectElements(allocator, "calloc" + arguments + ")", plain, byteSize);
            expectElements(allocator, "callocAligned" + arguments + ", 64)", aligned, byteSize);
            allocator.free(plain, byteSize);
            allocator.free(aligned, byteSize);
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    default void Z01_memoryThatAShrinkGaveBackIsZero() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {64, 1000, 5000, 40_000, 300_000, 3 * Samples.MIB}) {
            for (long newByteSize : new long[] {1, byteSize / 3, byteSize - byteSize / 8}) {
                for (boolean inPlace : new boolean[] {true, false}) {
                    var shrunk = new ArrayList<Block>();
                    for (int i = 0; i < 4; i++) {
                        Block block = soiled(allocator, allocator.alloc(byteSize), byteSize);
                        shrunk.add(shrink(allocator, block, newByteSize, inPlace));
                    }
                    for (long cleared : new long[] {16, byteSize - newByteSize, byteSize}) {
                        expectZero(allocator, cleared, 4);
                    }
                    freeAll(allocator, shrunk);
                    expectZero(allocator, byteSize, 4);
                }
            }
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    default void Z01_memoryThatComesAgainAfterATrimIsZero() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {24, 500, 4096, 5000, 20_000, 70_000, Samples.MIB, 5 * Samples.MIB}) {
            int count = Math.clamp(3 * Samples.MIB / byteSize, 2, 5000);
            soil(allocator, byteSize, count);
            allocator.trim();
            expectZero(allocator, byteSize, count);
            var every2nd = new ArrayList<Block>();
            var rest = new ArrayList<Block>();
            for (int i = 0; i < count; i++) {
                (i % 2 == 0 ? every2nd : rest).add(soiled(allocator, allocator.alloc(byteSize), byteSize));
            }
            freeAll(allocator, every2nd);
            allocator.trim();
            expectZero(allocator, byteSize, count / 2);
            freeAll(allocator, rest);
        }
    }

    /** Z01: All bytes that a {@code calloc} or {@code callocAligned} asked for are zero, also in recycled memory. */
    @Test
    default void Z01_memoryRecycledByManyThreadsIsZero() {
        CcAllocator allocator = allocator();
        Seed.run(random -> {
            List<RandomGenerator> randoms = Seed.split(random, threads());
            BlockingQueue<Block> handedOver = new ArrayBlockingQueue<>(100);
            Workers.run(threads(), worker -> {
                RandomGenerator own = randoms.get(worker);
                for (int i = 0; i < Profile.current().choose(4000, 40_000); i++) {
                    long byteSize = i % 8 == 0 ? Samples.randomSize(own) : 16L << own.nextInt(10);
                    Allocation way = own.nextBoolean() ? Allocation.CALLOC_OF_ONE : Allocation.CALLOC_ALIGNED_OF_BYTES;
                    String call = way.call(byteSize);
                    Block block = new Block(Expect.block(call, way.ask(allocator, byteSize)), byteSize);
                    ContentPattern.checkZero(call, block);
                    soiled(allocator, block.address(), byteSize);
                    // Some are freed by the thread that allocated them, most by another.
                    Block other = i % 4 == 0 || !handedOver.offer(block) ? block : handedOver.poll();
                    if (other != null) {
                        allocator.free(other.address(), other.byteSize());
                    }
                }
            });
            freeAll(allocator, new ArrayList<>(handedOver));
        });
    }

    private static Block shrink(CcAllocator allocator, Block block, long newByteSize, boolean inPlace) {
        long address = block.address();
        if (inPlace) {
            boolean resized = allocator.resizeInPlace(address, block.byteSize(), newByteSize);
            return resized ? new Block(address, newByteSize) : block;
        }
        String call = "realloc to " + newByteSize;
        long moved = Expect.block(call, allocator.realloc(address, block.byteSize(), newByteSize));
        return new Block(moved, newByteSize);
    }

    private static void expectElements(CcAllocator allocator, String call, long address, long byteSize) {
        long usableByteSize = allocator.usableSize(Expect.block(call, address));
        if (usableByteSize < byteSize) {
            throw new AssertionError(call + ": usableSize=" + usableByteSize + " (expected " + byteSize + " or more)");
        }
        ContentPattern.checkZero(call, new Block(address, byteSize));
    }

    private static void soil(CcAllocator allocator, long byteSize, int count) {
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < count; i++) {
            blocks.add(soiled(allocator, allocator.alloc(byteSize), byteSize));
        }
        freeAll(allocator, blocks);
    }

    private static Block soiled(CcAllocator allocator, long address, long byteSize) {
        Expect.block("allocation of " + byteSize, address);
        RawMemory.fill(address, Math.max(byteSize, allocator.usableSize(address)), (byte) 0xff);
        return new Block(address, byteSize);
    }

    private static void expectZero(CcAllocator allocator, long byteSize, int count) {
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < count; i++) {
            Allocation way = switch (i % 4) {
                case 0 -> Allocation.CALLOC_OF_BYTES;
                case 1 -> Allocation.CALLOC_OF_ONE;
                case 2 -> Allocation.CALLOC_ALIGNED_OF_BYTES;
                default -> Allocation.CALLOC_ALIGNED_OF_ONE;
            };
            String call = way.call(byteSize);
            Block block = new Block(Expect.block(call, way.ask(allocator, byteSize)), byteSize);
            ContentPattern.checkZero(call, block);
            blocks.add(soiled(allocator, block.address(), byteSize));
        }
        freeAll(allocator, blocks);
    }

    private static void freeAll(CcAllocator allocator, List<Block> blocks) {
        blocks.forEach(block -> allocator.free(block.address(), block.byteSize()));
        blocks.clear();
    }
}
