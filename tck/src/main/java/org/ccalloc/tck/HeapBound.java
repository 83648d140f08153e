package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.util.function.IntConsumer;

/** Tells whether something that is done again and again leaves objects behind in the Java heap. */
final class HeapBound {

    private static final long BYTE_LIMIT = 256 * Samples.KIB;

    /** The heap may grow for other reasons, but not each time. */
    private static final int ATTEMPTS = 3;

    private HeapBound() {}

    /**
     * Fails if the heap grows, every time, by more than a limit.
     *
     * @param what what is done, in the plural
     * @param times how many times; an object of {@code BYTE_LIMIT / times} bytes each is noticed
     * @param portion how many to do at a time
     * @param work does so many
     */
    static void check(String what, int times, int portion, IntConsumer work) {
        assumeCollectionOnDemand();
        // What is made once, and stays, is not meant.
        work.accept(portion);
        long growth = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            work.accept(portion);
            long start = usedByteSize();
            for (int done = 0; done < times; done += portion) {
                work.accept(portion);
            }
            growth = usedByteSize() - start;
            if (growth <= BYTE_LIMIT) {
                return;
            }
        }
        throw new AssertionError(
                "heap: growth=" + growth + " after " + times + " " + what + " (expected " + BYTE_LIMIT + " or less)");
    }

    private static void assumeCollectionOnDemand() {
        var collected = new WeakReference<>(new Object());
        System.gc();
        assumeTrue(collected.refersTo(null), "heap: this JVM does not collect garbage on demand");
    }

    private static long usedByteSize() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
