package org.ccalloc.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules T01 and T02. */
interface TrimRules extends RuleGroup {

    /** T01: {@code trim} changes no block and answers 0 or more. */
    @Test
    default void T01_trimChangesNoBlockAndAnswersZeroOrMore() {
        CcAllocator allocator = allocator();
        try (Bystanders bystanders = Bystanders.of(allocator)) {
            expectTrim(allocator);
            bystanders.check("trim");
            var live = new LiveBlocks(allocator);
            for (long byteSize : Samples.sizesUpTo(Samples.MIB)) {
                live.allocate(Allocation.at(byteSize), byteSize);
                live.free(live.allocate(Allocation.ALLOC, byteSize));
            }
            expectTrim(allocator);
            live.freeAll();
            expectTrim(allocator);
        }
    }

    /** T01: {@code trim} changes no block and answers 0 or more. */
    @Test
    default void T01_trimChangesNoBlockThatOthersWorkWith() {
        Seed.run(random -> {
            CcAllocator allocator = allocator();
            List<RandomGenerator> randoms = Seed.split(random, 3);
            Workers.run(3, worker -> {
                RandomGenerator own = randoms.get(worker);
                var live = new LiveBlocks(allocator);
                for (int i = 0; i < 3000; i++) {
                    live.allocate(Allocation.at(i), Samples.randomSize(own));
                    if (live.count() > 500) {
                        live.free(live.any(own));
                    }
                    if (worker == 0 && i % 100 == 0) {
                        expectTrim(allocator);
                    }
                }
                live.freeAll();
            });
        });
    }

    /** T02: After large blocks were freed, {@code trim} makes resident memory smaller. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    default void T02_trimMakesResidentMemorySmallerAfterLargeFrees() {
        assumeCapability(Capability.TRIM);
        ResidentMemory.assumeReadable();
        CcAllocator allocator = allocator();
        long totalByteSize = 256 * Samples.MIB;
        for (long byteSize : new long[] {Samples.MIB, 16 * Samples.MIB}) {
            var blocks = new ArrayList<Block>();
            for (long total = 0; total < totalByteSize; total += byteSize) {
                long address = Expect.block("alloc(" + byteSize + ")", allocator.alloc(byteSize));
                RawMemory.fill(address, byteSize, (byte) 1);
                blocks.add(new Block(address, byteSize));
            }
            long full = ResidentMemory.byteSize();
            blocks.forEach(block -> allocator.free(block.address(), block.byteSize()));
            expectTrim(allocator);
            long trimmed = ResidentMemory.byteSize();
            // Half of it, as the rest of the process may grow meanwhile.
            if (full - trimmed < totalByteSize / 2) {
                throw new AssertionError("resident memory: before=" + full + ", afterTrim=" + trimmed
                        + " (expected to shrink by " + totalByteSize / 2 + " or more, since blocks of " + byteSize
                        + ", in all " + totalByteSize + ", were freed)");
            }
        }
    }

    private static void expectTrim(CcAllocator allocator) {
        long byteSize = allocator.trim();
        if (byteSize < 0) {
            throw new AssertionError("trim(): " + byteSize + " (expected 0 or more)");
        }
    }
}
