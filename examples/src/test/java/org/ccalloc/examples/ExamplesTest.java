package org.ccalloc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void helloOffHeapReadsWhatItWrote() {
        assertThat(outputOf(() -> HelloOffHeap.main(new String[0])))
                .startsWith(CcAllocators.get().name() + " gave 0x")
                .contains("which holds 42");
    }

    @Test
    void arenaExampleReadsWhatItWrote() {
        assertThat(outputOf(() -> ArenaExample.main(new String[0]))).contains("off the heap, and bounded: 9 * 9 = 81");
    }

    @Test
    void growingArrayKeepsItsContent() {
        assertThat(outputOf(() -> GrowingArray.main(new String[0])))
                .contains("10000 numbers")
                .contains("is 9999");
    }

    /** Runs an example and checks that it gave back what it took. */
    private static String outputOf(Runnable example) {
        CcAllocator allocator = CcAllocators.get();
        allocator.statsEnable(true);
        CcAllocSnapshot before = allocator.statsSnapshot();
        String printed = printedBy(example);
        CcAllocSnapshot did = allocator.statsSnapshot().minus(before);
        assertThat(did.allocCount()).isPositive().isEqualTo(did.freeCount());
        assertThat(did.currentAllocated()).isZero();
        return printed;
    }

    private static String printedBy(Runnable example) {
        PrintStream out = System.out;
        var caught = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            example.run();
        } finally {
            System.setOut(out);
        }
        return caught.toString(StandardCharsets.UTF_8);
    }
}
