package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.Map;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The kit, on heaps: an allocator that makes some is tested by {@link CcAllocatorTck}, and each of its heaps has to keep the
 * same rules as it does. Tests that are {@linkplain CcAllocatorTck#SLOW slow} run in the profile thorough only, since the
 * memory of heaps mostly comes from where that of the allocator does; but for random sequences (M01, M02) and one test of
 * memory that serves again (F05), which try what a heap has for itself.
 *
 * @apiNote
 * {@snippet :
 * class ExampleHeapTckTest extends CcHeapTck {
 *     @Override
 *     protected CcAllocator createMaker() {
 *         return new ExampleAllocator();
 *     }
 * }
 * }
 */
@ExtendWith(CcHeapTck.SlowIfThorough.class)
public abstract class CcHeapTck extends CcAllocatorTck {

    /** The tag of slow tests that run on heaps in each profile. */
    static final String EVEN_IF_QUICK = "even-if-quick";

    /** Skips what would take most of the time. */
    static final class SlowIfThorough implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getTags().contains(SLOW)
                            && !context.getTags().contains(EVEN_IF_QUICK)
                            && Profile.current() == Profile.QUICK
                    ? ConditionEvaluationResult.disabled("slow: run on heaps in the profile thorough")
                    : ConditionEvaluationResult.enabled("");
        }
    }

    private final Map<CcAllocator, CcAllocator> makers = new HashMap<>();

    /** Creates the tests; JUnit does that once for each. */
    protected CcHeapTck() {}

    /**
     * Creates the allocator that makes the heaps.
     *
     * @return one that declares {@link Capability#HEAPS}
     */
    protected abstract CcAllocator createMaker();

    /**
     * Ends an allocator that {@link #createMaker} created, after its heap was closed. Does nothing, unless overridden.
     *
     * @param maker one that no test will use again
     */
    protected void closeMaker(CcAllocator maker) {}

    /**
     * What kind of heap to test.
     *
     * @return options; unless overridden, of a heap that grows
     */
    protected HeapOptions options() {
        return HeapOptions.named("tck");
    }

    @Override
    protected final CcAllocator createAllocator() {
        CcAllocator maker = createMaker();
        if (maker.availability() instanceof Availability.Unavailable unavailable) {
            assumeTrue(false, "availability: " + maker.name() + " is not available: " + unavailable.reason());
        }
        CcHeap heap = maker.newHeap(options());
        makers.put(heap, maker);
        return heap;
    }

    @Override
    protected final void closeAllocator(CcAllocator created) {
        ((CcHeap) created).close();
        CcAllocator maker = makers.remove(created);
        if (maker != null) {
            closeMaker(maker);
        }
    }
}
