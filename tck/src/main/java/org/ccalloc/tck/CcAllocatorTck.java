package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * Tells whether an allocator keeps the contract of {@link CcAllocator}. Extend it, say how to create the allocator, and
 * run it with JUnit 5.
 *
 * <p>Every test is named by the rule of {@code docs/SPEC.md} that it checks. A test of something optional is skipped,
 * and says which {@link Capability} is missing, unless the allocator declares it; if the allocator is not available,
 * all but the tests of the service rules are skipped with the reason.
 *
 * <p>Tests that take random sizes tell their seed when they fail; {@code -Dccalloc.tck.seed=} repeats them.
 *
 * @apiNote
 * {@snippet :
 * class ExampleAllocatorTckTest extends CcAllocatorTck {
 *     @Override
 *     protected CcAllocator createAllocator() {
 *         return new ExampleAllocator();
 *     }
 * }
 * }
 */
// Not a limit on speed: a test that hangs is to fail.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class CcAllocatorTck
        implements SizeRules,
                AlignmentRules,
                ZeroingRules,
                DisjointnessRules,
                ReallocRules,
                ResizeRules,
                FreeRules,
                LeakRules,
                ThreadRules,
                UsableSizeRules,
                TrimRules,
                StatisticsRules,
                ServiceRules,
                HeapRules,
                HeapKindRules,
                ModelRules {

    /** The tag of the tests that take most of the time: a tenth of a second or more each. */
    public static final String SLOW = "slow";

    private final List<CcAllocator> created = new ArrayList<>();
    private CcAllocator allocator;

    /** Creates the tests; JUnit does that once for each. */
    protected CcAllocatorTck() {}

    /**
     * Creates the allocator to test.
     *
     * @return a new instance at every call, with statistics of its own, which are off and zero; it may share its memory
     *     with the others
     */
    protected abstract CcAllocator createAllocator();

    /**
     * Ends an allocator that {@link #createAllocator} created, after the test that used it. Does nothing, unless
     * overridden: an allocator has no end by contract.
     *
     * @param created one that no test will use again
     */
    protected void closeAllocator(CcAllocator created) {}

    /**
     * How much memory a test may take at once, in blocks that it writes to. Tests that need more are skipped by name;
     * those that can do with less take less.
     *
     * @return bytes; unless overridden, what {@value Limits#MEMORY_BUDGET_PROPERTY} says in MiB, or 1 GiB
     */
    @Override
    public long memoryBudget() {
        return Limits.current().memoryBudgetMib() << 20;
    }

    /**
     * How many threads a test lets work at once, where it is free to choose.
     *
     * @return 2 or more; unless overridden, what {@value Limits#THREADS_PROPERTY} says, or 8
     */
    @Override
    public int threads() {
        return Limits.current().threads();
    }

    /** Runs before each test. */
    @BeforeEach
    final void createAllocatorUnderTest() {
        allocator = newAllocator();
    }

    /** Runs after each test, whatever came of it. */
    @AfterEach
    final void endTest() {
        try {
            checkThatNothingIsLeft();
        } finally {
            created.forEach(this::closeAllocator);
            created.clear();
        }
    }

    /** A test that has left a block behind, or a count that says so, is a failure. */
    void checkThatNothingIsLeft() {
        if (allocator.statsEnabled()) {
            CcAllocSnapshot snapshot = allocator.statsSnapshot();
            boolean bytesMatch = snapshot.unsizedFreeCount() > 0 || snapshot.currentAllocated() == 0;
            if (snapshot.allocCount() != snapshot.freeCount() || !bytesMatch) {
                throw new AssertionError("statistics after the test: " + snapshot
                        + " (expected as many frees as allocations [C01], since the test gave everything back)");
            }
        }
    }

    @Override
    public final CcAllocator allocator() {
        if (!allocator.statsEnabled()) {
            if (allocator.availability() instanceof Availability.Unavailable unavailable) {
                assumeTrue(
                        false,
                        "availability: " + allocator.name() + " is not available: " + unavailable.reason() + ". "
                                + unavailable.remedy());
            }
            if (allocator.capabilities().contains(Capability.STATISTICS)) {
                allocator.statsEnable(true);
            }
        }
        return allocator;
    }

    @Override
    public final CcAllocator newAllocator() {
        CcAllocator fresh = createAllocator();
        created.add(fresh);
        return fresh;
    }
}
