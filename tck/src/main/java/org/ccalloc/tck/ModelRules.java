package org.ccalloc.tck;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules M01 and M02: all the others, in random sequences of operations. */
interface ModelRules extends RuleGroup {

    /**
     * M01: After any sequence of operations, live blocks have their content, alignment and size, and the statistics are
     * as counted.
     */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    @Tag(CcHeapTck.EVEN_IF_QUICK)
    default void M01_anySequenceOfOperationsLeavesBlocksAndStatisticsAsTheyShouldBe() {
        Seed.run(random -> new ModelCheck(this, 1).run(random));
    }

    /** M02: The same holds if several threads share the work, and hand blocks to each other. */
    @Test
    @Tag(CcAllocatorTck.SLOW)
    @Tag(CcHeapTck.EVEN_IF_QUICK)
    default void M02_theSameHoldsIfThreadsHandBlocksToEachOther() {
        Seed.run(random -> new ModelCheck(this, threads()).run(random));
    }
}
