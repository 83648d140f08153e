package io.netty.buffer;

import org.ccalloc.netty.LeftBuffers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Netty's tests on Netty's own buffers, as they come: they leave as many as of ours, so that those are no fault of ours.
 * In Netty's package, which alone knows some of the types.
 */
@Tag("client-suite")
class NettysOwnBuffersSuiteTest {

    @Nested
    class BigEndianDirect extends BigEndianDirectByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newDirectBuffer(int length, int maxCapacity) {
            return BUFFERS.counted(super.newDirectBuffer(length, maxCapacity));
        }
    }

    @Nested
    class LittleEndianDirect extends LittleEndianDirectByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newDirectBuffer(int length, int maxCapacity) {
            return BUFFERS.counted(super.newDirectBuffer(length, maxCapacity));
        }
    }

    @Nested
    class Sliced extends SlicedByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newSlice(ByteBuf buffer, int offset, int length) {
            return BUFFERS.counted(super.newSlice(buffer, offset, length));
        }
    }

    @Nested
    class RetainedSliced extends RetainedSlicedByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newSlice(ByteBuf buffer, int offset, int length) {
            return BUFFERS.counted(super.newSlice(buffer, offset, length));
        }
    }

    @Nested
    class Duplicated extends DuplicatedByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newBuffer(int length, int maxCapacity) {
            return BUFFERS.counted(super.newBuffer(length, maxCapacity));
        }
    }
}
