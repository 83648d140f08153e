package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the metadata can reveal is an exception that names the address, and changes nothing. */
class MisuseTest {
    private final TieredMemory memory = TieredMemory.ofAtMost(Long.MAX_VALUE);

    @AfterEach
    void nothingHasChanged() {
        memory.checkInvariants();
    }

    private void expectRefusal(long address, String words) {
        String shown = "address=0x" + Long.toHexString(address);
        assertThatThrownBy(() -> memory.free(address))
                .hasMessageContaining(shown)
                .hasMessageContaining(words);
        assertThatThrownBy(() -> memory.usableSize(address)).hasMessageContaining(shown);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 4096, 1L << 40, (1L << 47) - 16, 1L << 48, -16, Long.MAX_VALUE, Long.MIN_VALUE})
    void anAddressFromNowhereIsRefused(long address) {
        memory.free(memory.allocate(100));
        expectRefusal(address, "expected the address of a block");
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 5000, 100_000, 1 << 20, 10 << 20})
    void freeingTwiceIsRefused(long byteSize) {
        long other = memory.allocate(byteSize);
        long block = memory.allocate(byteSize);
        memory.free(block);
        expectRefusal(block, "expected");
        memory.free(other);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 5000, 100_000, 1 << 20, 10 << 20})
    void anAddressInsideABlockIsRefused(long byteSize) {
        long block = memory.allocate(byteSize);
        for (long offset : new long[] {1, 8, byteSize / 2, byteSize - 1}) {
            expectRefusal(block + offset, "expected");
        }
        memory.free(block);
    }

    @Test
    void anAddressInAHeaderOrAFreePageIsRefused() {
        long block = memory.allocate(1 << 20);
        long chunk = Chunk.of(block);
        expectRefusal(chunk, "expected the address of a block");
        expectRefusal(chunk + 128, "expected the address of a block");
        expectRefusal(chunk + Chunk.BYTE_SIZE - 64, "expected the address of a block");
        memory.free(block);
    }
}
