package org.ccalloc.tck;

import java.util.List;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rule F05 means over time: memory comes to a plateau, whatever is done with it. */
interface LeakRules extends RuleGroup {

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_aMixedWorkloadReachesAPlateau() {
        assumeCapability(Capability.REUSES_MEMORY);
        Seed.run(random -> {
            var workload = new MixedWorkload(allocator(), withinBudget(32 * Samples.MIB), random);
            Plateau.check(Profile.current().choose(100, 400), workload::run);
        });
    }

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_gapsBetweenLiveBlocksServeLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        for (long byteSize : new long[] {64, 1000, 6000}) {
            var growth = new GrowthBound(withinBudget(32 * Samples.MIB), 1);
            var odd = new TouchedBlocks(allocator(), growth.liveByteSize() / 2, byteSize);
            var even = new TouchedBlocks(allocator(), growth.liveByteSize() / 2, byteSize);
            TouchedBlocks.takeInTurn(List.of(odd, even));
            for (int round = 0; round < growth.rounds(); round++) {
                TouchedBlocks every2nd = round % 2 == 0 ? odd : even;
                every2nd.giveBack(round % 3 != 0);
                every2nd.take();
                growth.check(round, byteSize);
            }
            odd.giveBack(true);
            even.giveBack(true);
        }
    }

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_memoryOfBlocksThatAReallocMovedServesLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        CcAllocator allocator = allocator();
        for (long byteSize : new long[] {2000, 300_000, 3 * Samples.MIB}) {
            var growth = new GrowthBound(withinBudget(16 * Samples.MIB), 1);
            var blocks = new TouchedBlocks(allocator, 4 * Samples.MIB, byteSize);
            for (int round = 0; round < growth.rounds(); round++) {
                blocks.take();
                blocks.resize(4 * byteSize);
                blocks.resize(byteSize);
                blocks.giveBack(true);
                growth.check(round, byteSize);
            }
        }
    }

    /** F05: Memory of freed blocks serves later requests. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_memoryOfEndedVirtualThreadsServesLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        long byteSize = 4 * Samples.KIB;
        int threads = 64;
        var growth = new GrowthBound(
                4L * threads * byteSize, 4 * Runtime.getRuntime().availableProcessors());
        for (int round = 0; round < growth.rounds(); round++) {
            Workers.runVirtual(threads, _ -> {
                var blocks = new TouchedBlocks(allocator(), 4 * byteSize, byteSize);
                blocks.take();
                Workers.letOthersRun();
                blocks.giveBack(true);
            });
            growth.check(round, byteSize);
        }
    }

    /** F05: Memory of freed blocks serves later requests: the address space of large ones, too. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void F05_addressSpaceOfLargeBlocksServesLaterRequests() {
        assumeCapability(Capability.REUSES_MEMORY);
        AddressSpaceBound.runWithFreesOfAnotherThread(allocator());
    }
}
