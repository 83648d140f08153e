package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a JVM of its own, as if its run-time image had nothing but {@code java.base}. */
@Timeout(60)
class MissingModulesTest {

    /** What the child does. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            SegmentHeap.Maker allocator = new SegmentHeap.Maker();
            Observation.begin(allocator, Optional.empty());
            allocator.statsEnable(true);
            allocator.free(allocator.alloc(100), 100);
            try (CcHeap heap = allocator.newHeap(HeapOptions.named("heap"))) {
                heap.free(heap.alloc(10), 10);
            }
            System.out.println(allocator.statsSnapshot());
            try {
                Observation.begin(allocator, Optional.of("true"));
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
            try {
                CcAllocatorMBeans.register(allocator);
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void W06_allElseWorksWithoutManagementAndFlightRecorder() throws IOException, InterruptedException {
        List<String> output = OwnJvm.run(Main.class, List.of("--limit-modules", "java.base"), List.of(), List.of());
        String missing = " needs the module java.management, which is not there (expected a run-time image with it, and"
                + " --add-modules java.management on the module path)";
        assertThat(output)
                .containsExactly(
                        new CcAllocSnapshot(1, 1, 0, 100, 100).toString(),
                        "jmx: ccalloc.jmx=true" + missing,
                        "jmx: register" + missing);
    }
}
