package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.MockedMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What shows a buffer, after that became smaller without its knowing. */
@MockedMemory
class ShrunkBufferTest {

    private static final int OLD_CAPACITY = 4096;
    private static final int CAPACITY = 16;

    private static final List<Consumer<ByteBuf>> READS = List.of(
            ByteBuf::readByte,
            ByteBuf::readShort,
            ByteBuf::readShortLE,
            ByteBuf::readMedium,
            ByteBuf::readMediumLE,
            ByteBuf::readInt,
            ByteBuf::readIntLE,
            ByteBuf::readLong,
            ByteBuf::readLongLE,
            view -> view.getByte(CAPACITY),
            view -> view.getMedium(CAPACITY - 2),
            view -> view.getMediumLE(CAPACITY - 2),
            view -> view.getLong(CAPACITY - 7));

    private static final List<Consumer<ByteBuf>> WRITES = List.of(
            view -> view.setByte(OLD_CAPACITY - 1, 1),
            view -> view.setShort(OLD_CAPACITY - 2, 1),
            view -> view.setShortLE(OLD_CAPACITY - 2, 1),
            view -> view.setMedium(OLD_CAPACITY - 3, 1),
            view -> view.setMediumLE(OLD_CAPACITY - 3, 1),
            view -> view.setInt(OLD_CAPACITY - 4, 1),
            view -> view.setIntLE(OLD_CAPACITY - 4, 1),
            view -> view.setLong(OLD_CAPACITY - 8, 1),
            view -> view.setLongLE(OLD_CAPACITY - 8, 1),
            view -> view.setZero(0, OLD_CAPACITY),
            view -> view.setByte(CAPACITY, 1),
            view -> view.setMedium(CAPACITY - 2, 1),
            view -> view.setMediumLE(CAPACITY - 2, 1),
            view -> view.setLong(CAPACITY - 7, 1));

    /** What Netty makes of a buffer, which shows all of its bytes. */
    enum View {
        SLICE,
        DUPLICATE,
        RETAINED_SLICE,
        RETAINED_DUPLICATE,
        READ_ONLY,
        UNRELEASABLE,
        SWAPPED,
        COMPOSITE,
        SLICE_OF_COMPOSITE;

        @SuppressWarnings("deprecation") // Netty has nothing else that swaps
        ByteBuf of(ByteBuf buffer) {
            return switch (this) {
                case SLICE -> buffer.slice(0, buffer.capacity());
                case DUPLICATE -> buffer.duplicate();
                case RETAINED_SLICE -> buffer.retainedSlice(0, buffer.capacity());
                case RETAINED_DUPLICATE -> buffer.retainedDuplicate();
                case READ_ONLY -> SLICE.of(buffer).asReadOnly();
                case UNRELEASABLE -> Unpooled.unreleasableBuffer(SLICE.of(buffer));
                case SWAPPED -> SLICE.of(buffer).order(ByteOrder.LITTLE_ENDIAN);
                case COMPOSITE ->
                    Unpooled.compositeBuffer().addComponent(buffer.retain().setIndex(0, buffer.capacity()));
                case SLICE_OF_COMPOSITE -> SLICE.of(COMPOSITE.of(buffer));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNotReadPastTheEnd(View view, MockAllocator memory) {
        ByteBuf buffer =
                new CcByteBufAllocator(memory).directBuffer(OLD_CAPACITY).writeZero(OLD_CAPACITY);
        ByteBuf shown = view.of(buffer).setIndex(OLD_CAPACITY - 8, OLD_CAPACITY);
        buffer.capacity(CAPACITY);
        assertThat(READS)
                .allSatisfy(read -> assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> read.accept(shown)));
        assertThat(shown.getLong(CAPACITY - 8)).isZero();
        release(buffer);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ_ONLY")
    void isNotWrittenPastTheEnd(View view, MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(OLD_CAPACITY);
        ByteBuf shown = view.of(buffer);
        buffer.capacity(CAPACITY);
        assertThat(WRITES)
                .allSatisfy(write -> assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> write.accept(shown)));
        shown.setLong(CAPACITY - 8, 1);
        release(buffer);
    }

    @ParameterizedTest
    @EnumSource
    void isNotCopiedPastTheEnd(View view, MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory);
        ByteBuf buffer = allocator.directBuffer(OLD_CAPACITY).writeZero(OLD_CAPACITY);
        ByteBuf other = allocator.directBuffer(OLD_CAPACITY);
        ByteBuf shown = view.of(buffer);
        buffer.capacity(CAPACITY);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> other.setBytes(0, shown, 0, OLD_CAPACITY));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> other.setBytes(0, shown, 1, CAPACITY));
        other.setBytes(0, shown, 0, CAPACITY);
        release(buffer);
        other.release();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ_ONLY")
    void isNotFilledPastTheEnd(View view, MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory);
        ByteBuf buffer = allocator.directBuffer(OLD_CAPACITY);
        ByteBuf other = allocator.directBuffer(OLD_CAPACITY).writeZero(OLD_CAPACITY);
        ByteBuf shown = view.of(buffer);
        buffer.capacity(CAPACITY);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> other.getBytes(0, shown, 0, OLD_CAPACITY));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> other.getBytes(0, shown, 1, CAPACITY));
        other.getBytes(0, shown, 0, CAPACITY);
        release(buffer);
        other.release();
    }

    /** With all references that views have taken. */
    private static void release(ByteBuf buffer) {
        buffer.release(buffer.refCnt());
    }
}
