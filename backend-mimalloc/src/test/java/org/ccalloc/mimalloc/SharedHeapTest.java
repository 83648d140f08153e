package org.ccalloc.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.Test;

/** Instances share the library's heap, but not their statistics. */
class SharedHeapTest {

    @Test
    void L07_anInstanceMayResizeAndFreeBlocksOfAnother() {
        CcAllocator one = new MimallocAllocator();
        CcAllocator other = new MimallocAllocator();
        other.statsEnable(true);
        for (long byteSize : new long[] {8, 40, 5000, 300_000, 5 << 20}) {
            long block = one.allocOrThrow(byteSize);
            RawMemory.putLong(block, byteSize);
            long resized = other.realloc(block, byteSize, 2 * byteSize);
            assertThat(RawMemory.getLong(resized)).isEqualTo(byteSize);
            assertThat(one.usableSize(resized)).isEqualTo(other.usableSize(resized));
            other.free(resized, 2 * byteSize);
            other.freeUnsized(one.allocOrThrow(byteSize));
        }
        assertThat(other.statsSnapshot())
                .extracting(CcAllocSnapshot::allocCount, CcAllocSnapshot::freeCount, CcAllocSnapshot::unsizedFreeCount)
                .containsExactly(5L, 15L, 5L);
        assertThat(one.statsSnapshot()).isEqualTo(CcAllocSnapshot.ZERO);
    }
}
