package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawMemoryTest {

    private final Arena arena = Arena.ofConfined();
    private final long address = arena.allocate(256, 64).address();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void readsWhatWasWritten() {
        RawMemory.putByte(address, (byte) -2);
        RawMemory.putShort(address + 1, (short) -3);
        RawMemory.putInt(address + 3, -4);
        RawMemory.putLong(address + 7, -5);
        RawMemory.putFloat(address + 15, 1.5f);
        RawMemory.putDouble(address + 19, -2.25);
        assertThat(RawMemory.getByte(address)).isEqualTo((byte) -2);
        assertThat(RawMemory.getShort(address + 1)).isEqualTo((short) -3);
        assertThat(RawMemory.getInt(address + 3)).isEqualTo(-4);
        assertThat(RawMemory.getLong(address + 7)).isEqualTo(-5);
        assertThat(RawMemory.getFloat(address + 15)).isEqualTo(1.5f);
        assertThat(RawMemory.getDouble(address + 19)).isEqualTo(-2.25);
    }

    @Test
    void readsWhatWasWrittenWithAMemoryOrder() {
        RawMemory.putIntRelease(address, 7);
        RawMemory.putLongRelease(address + 8, 8);
        RawMemory.putLongVolatile(address + 16, 9);
        assertThat(RawMemory.getIntAcquire(address)).isEqualTo(7);
        assertThat(RawMemory.getLongAcquire(address + 8)).isEqualTo(8);
        assertThat(RawMemory.getLongVolatile(address + 16)).isEqualTo(9);
        assertThat(RawMemory.getAndAddLong(address + 8, 2)).isEqualTo(8);
        assertThat(RawMemory.compareAndSetLong(address + 8, 10, 11)).isTrue();
        assertThat(RawMemory.compareAndSetLong(address + 8, 10, 12)).isFalse();
        assertThat(RawMemory.getLong(address + 8)).isEqualTo(11);
    }

    @Test
    void refusesAnOrderedAccessAtAnAddressThatIsNotAligned() {
        assertThatThrownBy(() -> RawMemory.getLongAcquire(address + 4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsItselfAsADirectBuffer() {
        ByteBuffer buffer = RawMemory.byteBuffer(address + 8, 16);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.remaining()).isEqualTo(16);
        assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        buffer.order(ByteOrder.nativeOrder()).putLong(8, 42);
        assertThat(RawMemory.getLong(address + 16)).isEqualTo(42);
        assertThat(RawMemory.byteBuffer(0, 0).capacity()).isZero();
        assertThatThrownBy(() -> RawMemory.byteBuffer(address, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> RawMemory.byteBuffer(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void copiesAlsoWhereRangesOverlap() {
        byte[] bytes = {1, 2, 3, 4, 5, 6};
        RawMemory.copyFromArray(bytes, 1, address, 5);
        RawMemory.copy(address, address + 2, 5);
        byte[] read = new byte[8];
        RawMemory.copyToArray(address, read, 1, 7);
        assertThat(read).containsExactly(0, 2, 3, 2, 3, 4, 5, 6);
    }

    @Test
    void fillsAndFindsTheFirstDifference() {
        RawMemory.fill(address, 100, (byte) 9);
        RawMemory.fill(address + 100, 100, (byte) 9);
        assertThat(RawMemory.mismatch(address, address + 100, 100)).isEqualTo(-1);
        RawMemory.putByte(address + 142, (byte) 8);
        assertThat(RawMemory.mismatch(address, address + 100, 100)).isEqualTo(42);
    }

    /** Sizes around the pieces in which large ranges are worked on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
    void worksOnLargeRangesAsOnSmallOnes(int byteSize) {
        long block = arena.allocate(600_000, 64).address();
        byte[] expected = new byte[600_000];
        for (int i = 0; i < byteSize; i++) {
            RawMemory.putByte(block + i, (byte) ((i * 31) >>> 3));
            expected[i] = (byte) ((i * 31) >>> 3);
        }
        for (int shift : new int[] {0, 1, 100, 65_536, 70_000}) {
            copyAndCompare(block, expected, 0, shift, byteSize);
            copyAndCompare(block, expected, shift, 0, byteSize);
        }
        RawMemory.fill(block + 7, byteSize, (byte) 0x77);
        Arrays.fill(expected, 7, 7 + byteSize, (byte) 0x77);
        assertThat(read(block)).isEqualTo(expected);
    }

    @Test
    void findsTheFirstDifferenceBeyondTheFirstPiece() {
        long block = arena.allocate(400_000, 64).address();
        assertThat(RawMemory.mismatch(block, block + 200_000, 200_000)).isEqualTo(-1);
        RawMemory.putByte(block + 199_999, (byte) 1);
        assertThat(RawMemory.mismatch(block, block + 200_000, 200_000)).isEqualTo(199_999);
        RawMemory.putByte(block + 70_000, (byte) 1);
        assertThat(RawMemory.mismatch(block, block + 200_000, 200_000)).isEqualTo(70_000);
    }

    private static void copyAndCompare(long block, byte[] expected, int from, int to, int byteSize) {
        RawMemory.copy(block + from, block + to, byteSize);
        System.arraycopy(expected, from, expected, to, byteSize);
        assertThat(read(block)).as("from %d to %d", from, to).isEqualTo(expected);
    }

    private static byte[] read(long block) {
        byte[] bytes = new byte[600_000];
        RawMemory.copyToArray(block, bytes, 0, bytes.length);
        return bytes;
    }
}
