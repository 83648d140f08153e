package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;
import org.junit.jupiter.api.Test;

/** The table that all allocators of a process share, broken by hand: in a process of its own, since it lies around the first slab. */
class SlabPagesTest {

    static final class Probe {
        private static final TieredMemory MEMORY = TieredMemory.ofAtMost(Long.MAX_VALUE);

        private Probe() {}

        public static void main(String[] arguments) {
            long slab = Chunk.segmentAt(MEMORY.allocate(64));
            long large = MEMORY.allocate(300_000);
            System.out.println("slabs: " + MEMORY.checkInvariants());
            SlabPages.put(Segment.start(slab), Segment.byteSize(slab), Slab.NONE);
            System.out.println("not found: " + complaint());
            SlabPages.put(Segment.start(slab), Segment.byteSize(slab), slab);
            SlabPages.put(large, SlabPages.SPAN_BYTE_SIZE, slab);
            System.out.println("found wrongly: " + complaint());
        }

        private static String complaint() {
            try {
                MEMORY.checkInvariants();
                return "none";
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @Test
    void aSlabThatIsNotFoundOrALargeBlockThatIsFoundAsOneIsNoticed() {
        ChildJvm.Result result = new ChildJvm(Probe.class, JavaUnsafeAllocator.class, CcAllocator.class)
                .flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                .run();
        assertThat(result.output())
                .contains("slabs: 1")
                .containsPattern("not found: .*found as what it is not")
                .containsPattern("found wrongly: .*found as what it is not");
    }
}
