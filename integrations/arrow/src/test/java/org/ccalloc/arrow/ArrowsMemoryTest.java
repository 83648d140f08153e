package org.ccalloc.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs wherever tests of Arrow's are run on Arrow's own memory, which would pass on ours as well. */
@Tag("arrows-memory")
class ArrowsMemoryTest {

    @Test
    void buffersAreArrowsOwnBlocks() {
        CcAllocators.get().statsEnable(true);
        long ours = TestedMemory.OURS.allocCount();
        long arrows = TestedMemory.ARROWS.allocCount();
        try (var root = new RootAllocator();
                ArrowBuf buffer = root.buffer(64)) {
            assertThat(buffer.capacity()).isEqualTo(64);
        }
        assertThat(TestedMemory.OF_THIS_JVM).isEqualTo(TestedMemory.ARROWS);
        assertThat(TestedMemory.ARROWS.allocCount()).isEqualTo(arrows + 1);
        assertThat(TestedMemory.OURS.allocCount()).isEqualTo(ours);
    }
}
