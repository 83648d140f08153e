package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules F01 to F05. */
interface FreeRules extends RuleGroup {

    /** F01: Freeing address 0 does nothing and counts nothing. */
    @Test
    default void F01_freeingAddressZeroDoesNothing() {
        CcAllocator allocator = allocator();
        try (Bystanders _ = Bystanders.of(allocator)) {
            for (long byteSize : new long[] {0, 1, 64, Samples.MIB, 1L << 48, Long.MAX_VALUE}) {
                allocator.free(0, byteSize);
            }
            allocator.freeUnsized(0);
        }
    }

    /** F01: Freeing address 0 does nothing and counts nothing. */
    @Test
    default void F01_freeingAddressZeroCountsNothing() {
        assumeCapability(Capability.STATISTICS);
        CcAllocator allocator = newAllocator();
        allocator.statsEnable(true);
        allocator.free(0, 0);
        allocator.free(0, 64);
        allocator.freeUnsized(0);
        CcAllocSnapshot snapshot = allocator.statsSnapshot();
        if (!snapshot.equals(CcAllocSnapshot.ZERO)) {
            throw new AssertionError("statistics after frees of address 0: " + snapshot + " (expected all zero)");
        }
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_anyThreadMayFree() {
        CcAllocator allocator = allocator();
        int pairs = 2;
        int blocks = 20_000;
        BlockingQueue<Parcel> handedOver = new ArrayBlockingQueue<>(256);
        Workers.run(2 * pairs, worker -> {
            for (int i = 0; i < blocks; i++) {
                if (worker < pairs) {
                    long byteSize = 1 + (i * 37L + worker) % (i % 100 == 0 ? 50_000 : 600);
                    handedOver.put(Parcel.allocate(allocator, byteSize, (long) worker << 32 | i));
                } else {
                    handedOver.take().free(allocator);
                }
            }
        });
    }

    /** F02: Any thread may free a block. */
    @Test
    default void F02_virtualThreadsMayAllocateAndFree() {
        CcAllocator allocator = allocator();
        BlockingQueue<Parcel> handedOver = new ArrayBlockingQueue<>(100);
        Workers.runVirtual(1000, worker -> {
            for (int i = 0; i < 20; i++) {
                if (worker % 2 == 0) {
                    long byteSize = 1 + (worker + i * 31L) % 2000;
                    handedOver.put(Parcel.allocate(allocator, byteSize, (long) worker << 32 | i));
                } else {
                    handedOver.take().free(allocator);
                }
            }
        });
    }

    /** F03: A block outlives the thread that allocated it, and any thread may free it then. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F03_aBlockOutlivesItsThread() {
        CcAllocator allocator = allocator();
        List<Parcel> parcels = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            Workers.run(1, _ -> addBlocksOfAllSizes(allocator, parcels));
            Workers.runVirtual(1, _ -> addBlocksOfAllSizes(allocator, parcels));
            parcels.forEach(parcel -> parcel.check("its thread had ended"));
        }
        for (int i = 0; i < parcels.size(); i += 3) {
            parcels.get(i).free(allocator);
        }
        // The rest is freed by a thread that has allocated nothing.
        Workers.run(1, _ -> {
            for (int i = 0; i < parcels.size(); i++) {
                if (i % 3 != 0) {
                    parcels.get(i).free(allocator);
                }
            }
        });
    }

    /** F04: A free with a negative size is an {@link IllegalArgumentException}; the block is still the caller's. */
    @Test
    default void F04_aFreeWithANegativeSizeIsRefusedAndLeavesTheBlock() {
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {1, 40, 1000, 100_000, 2 * Samples.MIB}) {
            Block block = Block.written(Allocation.at(byteSize), allocator, byteSize);
            for (long negative : Samples.NEGATIVE_BYTE_SIZES) {
                Expect.refused(
                        "free(" + Block.hex(block.address()) + ", " + negative + ")",
                        negative,
                        () -> allocator.free(block.address(), negative));
            }
            // Were it free, the next of its size would be this one.
            Block next = Block.written(Allocation.ALLOC, allocator, byteSize);
            block.check("a free that was refused");
            allocator.free(next.address(), byteSize);
            allocator.free(block.address(), byteSize);
        }
    }

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_freedMemoryServesLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        // One size at a time: an allocator may keep a size's memory for that size for a while. None of some tens of
        // KiB:
        // an allocator may keep such ranges apart until it purges, which depends on time.
        for (long byteSize : new long[] {Samples.KIB, 6000, Samples.MIB}) {
            var growth = new GrowthBound(withinBudget(64 * Samples.MIB), 1);
            var blocks = new TouchedBlocks(allocator(), growth.liveByteSize(), byteSize);
            for (int round = 0; round < growth.rounds(); round++) {
                blocks.take();
                blocks.giveBack(round % 2 == 0);
                growth.check(round, byteSize);
            }
        }
    }

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_memoryOfEndedThreadsServesLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        // An allocator may give threads memory in turn from several places, of which each keeps some.
        int places = 4 * Runtime.getRuntime().availableProcessors();
        for (long byteSize : new long[] {512, 8 * Samples.KIB}) {
            var growth = new GrowthBound(withinBudget(4 * Samples.MIB), places);
            var blocks = new TouchedBlocks(allocator(), growth.liveByteSize(), byteSize);
            for (int round = 0; round < growth.rounds(); round++) {
                boolean sized = round % 2 == 0;
                Workers.run(1, _ -> blocks.take());
                if (round % 3 == 0) {
                    blocks.giveBack(sized);
                } else {
                    Workers.run(1, _ -> blocks.giveBack(sized));
                }
                growth.check(round, byteSize);
            }
        }
    }

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    @Tag(CcHeapTck.EVEN_IF_QUICK)
    default void F05_memoryFreedByAThreadThatOnlyFreesServesLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        for (long byteSize : new long[] {512, 8 * Samples.KIB}) {
            var growth = new GrowthBound(withinBudget(32 * Samples.MIB), 1);
            long each = growth.liveByteSize() / 2;
            BlockingQueue<TouchedBlocks> empty = new ArrayBlockingQueue<>(2);
            BlockingQueue<TouchedBlocks> full = new ArrayBlockingQueue<>(2);
            empty.add(new TouchedBlocks(allocator(), each, byteSize));
            empty.add(new TouchedBlocks(allocator(), each, byteSize));
            Workers.run(2, worker -> {
                for (int round = 0; round < growth.rounds(); round++) {
                    if (worker == 0) {
                        TouchedBlocks blocks = empty.take();
                        blocks.take();
                        full.put(blocks);
                        growth.check(round, byteSize);
                    } else {
                        TouchedBlocks blocks = full.take();
                        blocks.giveBack(round % 4 < 2);
                        empty.put(blocks);
                    }
                }
            });
        }
    }

    private static void addBlocksOfAllSizes(CcAllocator allocator, List<Parcel> parcels) {
        for (long byteSize = 1; byteSize < 300_000; byteSize += 1 + byteSize / 10) {
            parcels.add(Parcel.allocate(allocator, byteSize, parcels.size()));
        }
    }
}
