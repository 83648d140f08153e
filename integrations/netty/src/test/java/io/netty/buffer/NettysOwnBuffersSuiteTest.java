package io.netty.buffer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.util.ResourceLeakTracker;
import org.ccalloc.netty.LeftBuffers;
import org.ccalloc.netty.ParanoidDetection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Netty's tests on Netty's own buffers, as they come: they leave as many as of ours, so that those are no fault of ours.
 * In Netty's package, which alone knows some of the types.
 */
@Tag("client-suite")
class NettysOwnBuffersSuiteTest {

    /** The test that {@code AllocatorSuiteTest} leaves out, on Netty's unpooled heap buffers, which are ours as well. */
    @Test
    @SuppressWarnings("JUnitMethodInvoked") // which has to fail
    void unpooledHeapBuffersFailTheTestOfReuse() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> new UnpooledAllocator().shouldReuseChunks())
                .withMessageContaining("allocated MB: 100");
    }

    private static final class UnpooledAllocator extends AbstractByteBufAllocatorTest<UnpooledByteBufAllocator> {
        @Override
        protected UnpooledByteBufAllocator newAllocator(boolean preferDirect) {
            return new UnpooledByteBufAllocator(preferDirect);
        }

        @Override
        protected UnpooledByteBufAllocator newUnpooledAllocator() {
            return newAllocator(true);
        }
    }

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

    @Nested
    class RetainedDuplicated extends RetainedDuplicatedByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newBuffer(int length, int maxCapacity) {
            return BUFFERS.counted(super.newBuffer(length, maxCapacity));
        }
    }

    @Nested
    class BigEndianComposite extends BigEndianCompositeByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newBuffer(int length, int maxCapacity) {
            return BUFFERS.counted(super.newBuffer(length, maxCapacity));
        }

        @Override
        protected CompositeByteBuf newCompositeBuffer() {
            return BUFFERS.counted(super.newCompositeBuffer());
        }
    }

    @Nested
    class LittleEndianComposite extends LittleEndianCompositeByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf newBuffer(int length, int maxCapacity) {
            return BUFFERS.counted(super.newBuffer(length, maxCapacity));
        }

        @Override
        protected CompositeByteBuf newCompositeBuffer() {
            return BUFFERS.counted(super.newCompositeBuffer());
        }
    }

    @Nested
    class WrappedComposite extends WrappedCompositeByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected WrappedCompositeByteBuf wrap(CompositeByteBuf buffer) {
            return BUFFERS.counted(super.wrap(buffer));
        }
    }

    @Nested
    @ExtendWith(ParanoidDetection.class)
    class SimpleLeakAware extends SimpleLeakAwareByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected SimpleLeakAwareByteBuf wrap(ByteBuf buffer, ResourceLeakTracker<ByteBuf> tracker) {
            return BUFFERS.counted(super.wrap(buffer, tracker));
        }
    }

    @Nested
    @ExtendWith(ParanoidDetection.class)
    class AdvancedLeakAware extends AdvancedLeakAwareByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected SimpleLeakAwareByteBuf wrap(ByteBuf buffer, ResourceLeakTracker<ByteBuf> tracker) {
            return BUFFERS.counted(super.wrap(buffer, tracker));
        }
    }

    @Nested
    class SimpleLeakAwareComposite extends SimpleLeakAwareCompositeByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected SimpleLeakAwareCompositeByteBuf wrap(CompositeByteBuf buffer, ResourceLeakTracker<ByteBuf> tracker) {
            return BUFFERS.counted(super.wrap(buffer, tracker));
        }
    }

    @Nested
    class AdvancedLeakAwareComposite extends AdvancedLeakAwareCompositeByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected SimpleLeakAwareCompositeByteBuf wrap(CompositeByteBuf buffer, ResourceLeakTracker<ByteBuf> tracker) {
            return BUFFERS.counted(super.wrap(buffer, tracker));
        }
    }

    @Nested
    class Adaptive extends AdaptiveBigEndianDirectByteBufTest {
        @RegisterExtension
        static final LeftBuffers BUFFERS = new LeftBuffers();

        @Override
        protected ByteBuf alloc(AdaptiveByteBufAllocator allocator, int length, int maxCapacity) {
            return BUFFERS.counted(super.alloc(allocator, length, maxCapacity));
        }
    }
}
