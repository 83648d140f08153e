package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What headers can reveal is an exception that names the address, and changes nothing. */
class RegionMisuseTest {
    private static final long BYTE_SIZE = 1 << 16;

    private final long memory = Memory.allocate(BYTE_SIZE);
    private final RegionMemory region = RegionMemory.over(memory, BYTE_SIZE);
    private final long first = region.allocate(1000, 8);
    private final long block = region.allocate(1000, 8);
    private final long last = region.allocate(1000, 8);

    @AfterEach
    void release() {
        Memory.release(memory);
    }

    private void expectRefusal(long address, String words) {
        String shown = "address=0x" + Long.toHexString(address);
        long live = region.checkInvariants();
        for (Runnable operation : new Runnable[] {
            () -> region.free(address, 0), () -> region.usableSize(address), () -> region.resize(address, 10)
        }) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(shown)
                    .hasMessageContaining(words);
        }
        assertThat(region.checkInvariants()).isEqualTo(live);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 16, 4096, 1L << 40, (1L << 47) - 16, 1L << 48, -16, Long.MAX_VALUE, Long.MIN_VALUE})
    void anAddressFromNowhereIsRefusedWithoutALook(long address) {
        expectRefusal(address, "expected the address of a block");
    }

    @Test
    void anAddressAtTheEdgeOfTheRegionIsRefused() {
        for (long address : new long[] {
            memory - 16, memory, memory + 8, memory + BYTE_SIZE - 16, memory + BYTE_SIZE, memory + BYTE_SIZE + 16
        }) {
            expectRefusal(address, "expected the address of a block");
        }
    }

    @Test
    void anAddressInsideABlockIsRefusedWhateverTheProgramWroteThere() {
        for (long pattern : new long[] {0, -1, 1009, 0x5a5a5a5a5a5a5a5aL}) {
            for (long offset = 0; offset < 1000; offset += 8) {
                Memory.putLong(block + offset, pattern);
            }
            for (long offset : new long[] {1, 8, 15, 16, 32, 512, 999}) {
                expectRefusal(block + offset, "expected the address of a block");
            }
        }
    }

    @Test
    void aCopyOfAHeaderIsNoHeader() {
        Memory.copy(block - 16, block + 16, 16);
        expectRefusal(block + 32, "expected the address of a block");
    }

    @Test
    void aHeaderThatOnlyTheRegionItselfCouldHaveWrittenIsNoneOutsideOrBetweenItsUnits() {
        long around = Memory.allocate(3 * 4096);
        RegionMemory middle = RegionMemory.over(around + 4096, 4096);
        long inside = middle.allocate(1000, 8);
        for (long forged : new long[] {around + 4096 - 32, around + 2 * 4096, inside + 8}) {
            middle.bounds().writeLive(forged, 32, 0);
            assertThat(middle.owns(forged + 16)).isFalse();
            assertThatThrownBy(() -> middle.usableSize(forged + 16))
                    .hasMessageContaining("expected the address of a block");
        }
        Memory.release(around);
    }

    @Test
    void freeingTwiceIsRefused() {
        region.free(block, 1000);
        expectRefusal(block, "is free already");
    }

    @Test
    void freeingTwiceIsRefusedAfterNeighboursWereFreedInEitherOrder() {
        region.free(first, 1000);
        region.free(block, 1000);
        expectRefusal(block, "is free already");
        region.free(last, 1000);
        expectRefusal(last, "is free already");
        expectRefusal(first, "is free already");
    }

    @Test
    void theRestOfAGrownBlockIsNoBlock() {
        region.free(block, 1000);
        assertThat(region.resize(first, 1500)).isTrue();
        expectRefusal(block, "is free already");
    }

    @Test
    void aBlockOfAHeapThatHadThisMemoryBeforeIsRefused() {
        RegionMemory next = RegionMemory.over(memory, BYTE_SIZE);
        assertThatThrownBy(() -> next.free(block, 1000)).isInstanceOf(IllegalArgumentException.class);
        next.checkInvariants();
    }

    @Test
    void aSizeThatTheBlockDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> region.free(block, 1009))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteSize=1009 (expected the size last asked for, which is 1008 or less)");
        region.free(block, 1008);
        assertThat(region.checkInvariants()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void oneByteWrittenToAHeaderIsNoticed(int offset) {
        long address = block - 16 + offset;
        byte before = Memory.getByte(address);
        for (int bit = 0; bit < 8; bit++) {
            Memory.putByte(address, (byte) (before ^ 1 << bit));
            assertThatThrownBy(() -> region.free(block, 1000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0x" + Long.toHexString(block))
                    .hasMessageContaining("expected the address of a block");
            assertThatThrownBy(() -> region.free(first, 1000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0x" + Long.toHexString(first))
                    .hasMessageContaining("nothing written behind it");
            assertThatThrownBy(() -> region.resize(first, 2000)).hasMessageContaining("nothing written behind it");
            assertThatThrownBy(region::checkInvariants).hasMessageContaining("address=0x");
        }
        Memory.putByte(address, before);
        region.free(block, 1000);
        region.checkInvariants();
    }

    @ParameterizedTest
    @ValueSource(longs = {RegionBlock.SIZE, RegionBlock.FREE_BEFORE, RegionBlock.NEXT, RegionBlock.PREVIOUS})
    void whatIsWrittenToAFreedBlocksBooksIsNoticedBeforeAnythingChanges(long word) {
        region.free(block, 1000);
        long written = block - 16 + word;
        long before = Memory.getLong(written);
        for (long value : new long[] {42, -1, last - 16, block - 16, block, memory + BYTE_SIZE - 16, 1L << 46}) {
            Memory.putLong(written, value);
            assertThatThrownBy(() -> region.allocate(1000, 8))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("address=0x" + Long.toHexString(block - 16))
                    .hasMessageContaining("something was written to freed memory");
            assertThatThrownBy(() -> region.allocate(500, 8)).hasMessageContaining("written");
            assertThatThrownBy(() -> region.free(first, 0)).hasMessageContaining("written");
            assertThatThrownBy(() -> region.free(last, 0)).hasMessageContaining("written");
            assertThatThrownBy(() -> region.resize(first, 1200)).hasMessageContaining("written");
            Memory.putLong(written, before);
            assertThat(region.checkInvariants()).isEqualTo(2);
        }
        region.free(last, 0);
        region.free(first, 0);
        assertThat(region.checkInvariants()).isZero();
    }

    @Test
    void whatIsWrittenBehindAFreedBlockIsNoticedBeforeAnythingChanges() {
        region.free(block, 1000);
        long header = last - 16;
        Memory.putLong(header, Memory.getLong(header) ^ 64);
        for (Runnable operation : new Runnable[] {
            () -> region.allocate(1000, 8), () -> region.free(first, 0), () -> region.resize(first, 1200)
        }) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("address=0x" + Long.toHexString(block - 16));
        }
        Memory.putLong(header, Memory.getLong(header) ^ 64);
        assertThat(region.checkInvariants()).isEqualTo(2);
    }

    @Test
    void aFreedBlockThatSaysItIsTheFirstOfItsBinAndIsNotIsNoticed() {
        long later = region.allocate(1000, 8);
        assertThat(region.allocate(16, 8)).isNotZero();
        region.free(block, 1000);
        region.free(later, 1000);
        Memory.putLong(block - 16 + RegionBlock.PREVIOUS, 0);
        assertThatThrownBy(() -> region.free(first, 1000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("address=0x" + Long.toHexString(block - 16));
        Memory.putLong(block - 16 + RegionBlock.PREVIOUS, later - 16);
        assertThat(region.checkInvariants()).isEqualTo(3);
    }
}
