package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The smallest allocator that a stranger can write must keep the contract too. */
class CcAllocatorDefaultsTest {

    private final SegmentAllocator memory = new SegmentAllocator();

    /** Six operations, and not one more. */
    private final CcAllocator least = new CcAllocator() {
        @Override
        public long alloc(long byteSize) {
            return memory.alloc(byteSize);
        }

        @Override
        public long allocAligned(long byteSize, long byteAlignment) {
            return memory.allocAligned(byteSize, byteAlignment);
        }

        @Override
        public void free(long address, long byteSize) {
            memory.free(address, byteSize);
        }

        @Override
        public void freeUnsized(long address) {
            memory.freeUnsized(address);
        }

        @Override
        public long usableSize(long address) {
            return memory.usableSize(address);
        }

        @Override
        public String name() {
            return "least";
        }
    };

    @Test
    void callocZeroes() {
        long address = least.calloc(3, 7);
        for (int i = 0; i < 21; i++) {
            assertThat(RawMemory.getByte(address + i)).isZero();
        }
        least.free(address, 21);
        assertThat(least.calloc(1L << 62, 4)).isZero();
        assertThat(least.calloc(0, 4)).isZero();
        assertThat(least.callocAligned(4, 0, 64)).isZero();
        assertThatThrownBy(() -> least.callocAligned(-4, 0, 64)).hasMessageContaining("count=-4");
        assertThatThrownBy(() -> least.callocAligned(-4, 0, 63)).hasMessageContaining("byteAlignment=63");
    }

    @Test
    void reallocMovesTheContent() {
        long address = least.alloc(8);
        RawMemory.putLong(address, 42);
        long larger = least.realloc(address, 8, 4_000);
        assertThat(RawMemory.getLong(larger)).isEqualTo(42);
        long aligned = least.reallocAligned(larger, 4_000, 8, 4_096);
        assertThat(aligned % 4_096).isZero();
        assertThat(RawMemory.getLong(aligned)).isEqualTo(42);
        assertThat(least.realloc(aligned, 8, Long.MAX_VALUE)).isZero();
        assertThat(RawMemory.getLong(aligned)).isEqualTo(42);
        least.free(aligned, 8);
        assertThat(memory.liveBlocks()).isZero();
    }

    @Test
    void reallocOfNothingAllocates() {
        long address = least.realloc(0, 0, 8);
        assertThat(address).isNotZero();
        least.free(address, 8);
        assertThat(least.realloc(0, 0, 0)).isZero();
        assertThat(least.reallocAligned(0, 0, 0, 8)).isZero();
        assertThatThrownBy(() -> least.realloc(0, 8, 8)).hasMessageContaining("oldByteSize=8");
        assertThatThrownBy(() -> least.realloc(address, 8, 0)).hasMessageContaining("newByteSize=0");
        assertThatThrownBy(() -> least.realloc(address, 0, 8)).hasMessageContaining("oldByteSize=0");
    }

    @Test
    void aNodeIsAlignedToTheCacheLine() {
        long address = least.allocNode(40);
        assertThat(address % CacheLine.byteSize()).isZero();
        least.freeUnsized(address);
        assertThat(least.allocNode(0)).isZero();
        assertThat(least.allocNode(Long.MAX_VALUE)).isZero();
    }

    @Test
    void optionalPartsSayThatTheyAreNotThere() {
        assertThat(least.resizeInPlace(64, 8, 8)).isFalse();
        assertThat(least.trim()).isZero();
        assertThat(least.statsEnabled()).isFalse();
        assertThat(least.statsSnapshot()).isEqualTo(CcAllocSnapshot.ZERO);
        assertThat(least.statsReset()).isEqualTo(CcAllocSnapshot.ZERO);
        least.statsEnable(false);
        assertThatThrownBy(() -> least.statsEnable(true))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("least");
        assertThat(least.priority()).isNegative();
        assertThat(least.capabilities()).isEmpty();
        assertThat(least.availability()).isInstanceOf(Availability.Available.class);
    }

    @Test
    void orThrowThrowsWithTheRequestAndTheStatistics() {
        memory.statsEnable(true);
        long address = memory.allocOrThrow(100);
        assertThatThrownBy(() -> memory.allocOrThrow(1L << 40))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("byteSize=" + (1L << 40))
                .hasMessageContaining("allocator=segment")
                .hasMessageContaining("allocBytes=100");
        assertThatThrownBy(() -> memory.callocOrThrow(1L << 40, 24)).hasMessageContaining((1L << 40) + " * 24");
        assertThatThrownBy(() -> memory.allocAlignedOrThrow(1L << 40, 64)).hasMessageContaining("byteAlignment=64");
        assertThatThrownBy(() -> memory.callocAlignedOrThrow(1L << 40, 24, 64)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> memory.allocNodeOrThrow(1L << 40)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> memory.reallocOrThrow(address, 100, 1L << 40)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> memory.reallocAlignedOrThrow(address, 100, 1L << 40, 64))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(memory.allocOrThrow(0)).isZero();
        assertThat(memory.callocOrThrow(0, 5)).isZero();
        memory.free(address, 100);
        assertThat(memory.liveBlocks()).isZero();
    }
}
