package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.MockedMemory;
import org.ccalloc.netty.ShrunkBufferTest.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes go from one buffer to another, of which at least one is ours, whatever shows the other. */
@MockedMemory
class BulkCopyTest {

    private static final int CAPACITY = 100;

    /** A buffer of ours or of Netty's, that is not released. */
    enum Kind {
        OURS,
        OURS_TRACKED,
        UNPOOLED,
        UNPOOLED_TRACKED,
        UNPOOLED_HEAP,
        POOLED,
        POOLED_HEAP,
        ADAPTIVE,
        ADAPTIVE_HEAP,
        NIO;

        ByteBuf newBuffer(MockAllocator memory) {
            return switch (this) {
                case OURS -> new CcByteBufAllocator(memory).directBuffer(CAPACITY);
                case OURS_TRACKED -> tracked(new CcByteBufAllocator(memory));
                case UNPOOLED -> UnpooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY);
                case UNPOOLED_TRACKED -> tracked(UnpooledByteBufAllocator.DEFAULT);
                case UNPOOLED_HEAP -> UnpooledByteBufAllocator.DEFAULT.heapBuffer(CAPACITY);
                case POOLED -> PooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY);
                case POOLED_HEAP -> PooledByteBufAllocator.DEFAULT.heapBuffer(CAPACITY);
                case ADAPTIVE -> new AdaptiveByteBufAllocator().directBuffer(CAPACITY);
                case ADAPTIVE_HEAP -> new AdaptiveByteBufAllocator().heapBuffer(CAPACITY);
                case NIO -> Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(CAPACITY));
            };
        }

        private static ByteBuf tracked(ByteBufAllocator allocator) {
            ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            try {
                return allocator.directBuffer(CAPACITY);
            } finally {
                ResourceLeakDetector.setLevel(usual);
            }
        }
    }

    static Stream<Arguments> kindsAndViews() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(View.values()).map(view -> Arguments.of(kind, view)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndViews")
    void toAndFromAView(Kind kind, View view, MockAllocator memory) {
        ByteBuf buffer = kind.newBuffer(memory);
        copy(view.of(buffer), buffer, memory);
        buffer.release(buffer.refCnt());
    }

    @ParameterizedTest
    @EnumSource
    void toAndFromABuffer(Kind kind, MockAllocator memory) {
        ByteBuf buffer = kind.newBuffer(memory);
        copy(buffer, buffer, memory);
        buffer.release();
    }

    private static void copy(ByteBuf shown, ByteBuf buffer, MockAllocator memory) {
        byte[] content = new byte[CAPACITY];
        new Random(5).nextBytes(content);
        ByteBuf ours = new CcByteBufAllocator(memory).directBuffer(CAPACITY);

        buffer.setBytes(0, content);
        ours.setBytes(20, shown, 30, 50);
        assertThat(bytes(ours, 20, 50)).isEqualTo(Arrays.copyOfRange(content, 30, 80));

        ours.setZero(0, CAPACITY);
        shown.getBytes(30, ours, 20, 50);
        assertThat(bytes(ours, 20, 50)).isEqualTo(Arrays.copyOfRange(content, 30, 80));

        ours.setBytes(0, content);
        buffer.setZero(0, CAPACITY);
        if (shown.isReadOnly()) {
            assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> ours.getBytes(20, shown, 30, 50));
        } else {
            ours.getBytes(20, shown, 30, 50);
            assertThat(bytes(buffer, 30, 50)).isEqualTo(Arrays.copyOfRange(content, 20, 70));

            buffer.setZero(0, CAPACITY);
            shown.setBytes(30, ours, 20, 50);
            assertThat(bytes(buffer, 30, 50)).isEqualTo(Arrays.copyOfRange(content, 20, 70));
        }
        ours.release();
    }

    private static byte[] bytes(ByteBuf buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        return bytes;
    }

    /** Such buffers have an address where Netty has {@code Unsafe}. */
    @Test
    void ofNothing(MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(CAPACITY);
        for (ByteBuf nothing : new ByteBuf[] {Unpooled.EMPTY_BUFFER, Unpooled.compositeBuffer()}) {
            buffer.setBytes(0, nothing, 0, 0);
            buffer.getBytes(0, nothing, 0, 0);
        }
        buffer.release();
    }
}
