package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;

/** What every group of rules works with. A group's tests are its default methods, named by rule. */
interface RuleGroup {

    /**
     * The allocator under test. Whatever a test took from it, the test has given back when it ends.
     *
     * @return the same during one test, another in the next
     */
    CcAllocator allocator();

    /**
     * A further allocator of the same kind, whose statistics have counted nothing yet and are off.
     *
     * @return a new one at every call
     */
    CcAllocator newAllocator();

    /**
     * How much memory a test may take at once, in blocks that it writes to.
     *
     * @return bytes
     */
    long memoryBudget();

    /**
     * How many threads a test lets work at once, where it is free to choose.
     *
     * @return 2 or more
     */
    int threads();

    /**
     * Alignments that the allocator has to serve: the powers of two from 8 to 2<sup>26</sup>, or to what a heap says is its
     * largest.
     *
     * @return one or more, rising
     */
    default List<Long> servedAlignments() {
        long largest = allocator() instanceof CcHeap heap ? heap.maxByteAlignment() : Long.MAX_VALUE;
        return Samples.ALIGNMENTS.stream()
                .filter(alignment -> alignment <= largest)
                .toList();
    }

    /**
     * Skips the test, by name, if it would take more memory than it may.
     *
     * @param byteSize how much it takes
     */
    default void assumeMemory(long byteSize) {
        assumeTrue(
                byteSize <= memoryBudget(),
                () -> "memory: this takes " + byteSize + " bytes, more than the budget of " + memoryBudget());
    }

    /**
     * How much memory a test takes that can do with less.
     *
     * @param byteSize how much it takes if it may
     * @return bytes
     */
    default long withinBudget(long byteSize) {
        return Math.min(byteSize, memoryBudget());
    }

    /**
     * Skips the test, by name, if the allocator does not do an optional part of the contract.
     *
     * @param capability the part that the test needs
     */
    default void assumeCapability(Capability capability) {
        CcAllocator allocator = allocator();
        assumeTrue(
                allocator.capabilities().contains(capability),
                () -> "capability: " + capability + " is not declared by " + allocator.name());
    }
}
