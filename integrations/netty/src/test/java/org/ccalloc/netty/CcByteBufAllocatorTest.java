package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.ccalloc.mock.FailureRule;
import org.ccalloc.mock.LiveBlock;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.junit.MockedMemory;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a mock, which fails a test that leaves a block, or frees one twice or with another size. */
@MockedMemory
class CcByteBufAllocatorTest {

    @Test
    void thisRunIsWithUnsafeExactlyIfItIsMeantToBe() {
        assertThat(PlatformDependent.hasUnsafe()).isNotEqualTo(Boolean.getBoolean("io.netty.noUnsafe"));
    }

    @Test
    void takesWhatGetAnswers(CcAllocator memory) {
        assertThat(new CcByteBufAllocator().memory()).isSameAs(memory);
    }

    @Test
    void aDirectBufferIsOneBlockOfItsCapacity(MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory);
        ByteBuf buffer = allocator.buffer(100);
        assertThat(memory.liveBlocks()).singleElement().satisfies(block -> {
            assertThat(block.address()).isEqualTo(buffer.memoryAddress());
            assertThat(block.byteSize()).isEqualTo(100);
        });
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(100);
        assertThat(buffer.release()).isTrue();
        assertThat(memory.liveBlocks()).isEmpty();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void aHeapBufferIsNoBlock(MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory, false);
        ByteBuf buffer = allocator.buffer(100);
        assertThat(buffer.hasArray()).isTrue();
        assertThat(memory.liveBlocks()).isEmpty();
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(100);
        buffer.release();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void aHeapBufferIsOfTheClassThatNettyHasForItsOwn(MockAllocator memory) {
        ByteBuf ours = new CcByteBufAllocator(memory).heapBuffer();
        ByteBuf nettys = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
        assertThat(ours.getClass().getSuperclass()).isSameAs(nettys.getClass().getSuperclass());
        ours.release();
        nettys.release();
    }

    @Test
    void anEmptyBufferHasAnAddressAndGrows(MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(0, 10);
        assertThat(buffer.capacity()).isZero();
        assertThat(buffer.memoryAddress()).isNotZero();
        assertThat(buffer.nioBuffer().remaining()).isZero();
        assertThat(buffer.writeByte(7).readByte()).isEqualTo((byte) 7);
        buffer.capacity(0);
        buffer.release();
    }

    @Test
    void whatWasWrittenSurvivesEveryChangeOfCapacity(MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(16);
        byte[] content = new byte[16];
        new Random(8).nextBytes(content);
        buffer.writeBytes(content);
        for (int capacity : new int[] {17, 4096, 16, 100_000, 8, 8, 64}) {
            buffer.capacity(capacity);
            assertThat(buffer.capacity()).isEqualTo(capacity);
            byte[] kept = new byte[8];
            buffer.getBytes(0, kept);
            assertThat(kept).isEqualTo(Arrays.copyOf(content, 8));
        }
        assertThat(buffer.writerIndex()).isEqualTo(8);
        buffer.release();
    }

    @Test
    void growsWhereItStandsIfTheAllocatorCan(MockAllocator memory) {
        var resizing = new Resizing(memory);
        ByteBuf buffer = new CcByteBufAllocator(resizing).directBuffer(16);
        long address = buffer.memoryAddress();
        buffer.capacity(32);
        assertThat(buffer.memoryAddress()).isEqualTo(address);
        assertThat(resizing.asked).isEqualTo(1);
        buffer.capacity(16);
        assertThat(resizing.asked)
                .as("a smaller one is moved, if that saves memory")
                .isEqualTo(1);
        buffer.release();
    }

    /** Has twice the memory that is asked for, and so can grow once. */
    private static final class Resizing extends ForwardingCcAllocator {
        private int asked;

        Resizing(CcAllocator target) {
            super(target);
        }

        @Override
        public long alloc(long byteSize) {
            return super.alloc(2 * byteSize);
        }

        @Override
        public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
            asked++;
            return newByteSize == 2 * oldByteSize;
        }

        @Override
        public long realloc(long address, long oldByteSize, long newByteSize) {
            return address;
        }

        @Override
        public void free(long address, long byteSize) {
            super.free(address, 2 * byteSize);
        }
    }

    @Test
    void nioBuffersAreAtTheAddressOfTheBlockAlsoAfterAResize(MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(16);
        buffer.internalNioBuffer(0, 16);
        buffer.capacity(1000).writerIndex(900);
        ByteBuffer nio = buffer.internalNioBuffer(500, 8);
        nio.putLong(0x0102030405060708L);
        assertThat(buffer.getLong(500)).isEqualTo(0x0102030405060708L);
        assertThat(buffer.nioBuffer(500, 8).getLong()).isEqualTo(0x0102030405060708L);
        assertThat(buffer.nioBuffer(500, 8).isDirect()).isTrue();
        buffer.release();
    }

    @Test
    void whenMemoryIsOutNothingIsLeftBehind(MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory);
        memory.failWhen(FailureRule.largerThan(1000));
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> allocator.directBuffer(1001))
                .withMessageContaining("byteSize=1001")
                .withMessageContaining("allocator=mock");
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void aBufferThatCannotGrowIsAsItWas(MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory);
        ByteBuf buffer = allocator.directBuffer(8).writeLong(42);
        memory.failWhen(FailureRule.largerThan(1000));
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> buffer.capacity(1001));
        assertThat(buffer.capacity()).isEqualTo(8);
        assertThat(buffer.readLong()).isEqualTo(42);
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(8);
        buffer.release();
    }

    @Test
    void releasedOnceMoreOrReadAfterwardsItThrows(MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(8);
        buffer.release();
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(buffer::release);
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> buffer.getByte(0));
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(buffer::memoryAddress);
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> buffer.capacity(9));
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(buffer::nioBuffer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyThreadReleases(boolean virtual, MockAllocator memory) throws InterruptedException {
        var allocator = new CcByteBufAllocator(memory);
        ByteBuf buffer = allocator.directBuffer(100);
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
                .start(buffer::release)
                .join();
        assertThat(memory.liveBlocks()).isEmpty();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void theMockTellsWhereAForgottenBufferWasMade(MockAllocator memory) {
        ByteBuf buffer = new CcByteBufAllocator(memory).directBuffer(40);
        LiveBlock block = memory.liveBlocks().getFirst();
        assertThat(block.allocationTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("theMockTellsWhereAForgottenBufferWasMade");
        buffer.release();
    }

    @Test
    void aReadOnlyBufferIsNotWrittenThroughItsAddress(MockAllocator memory) {
        var allocator = new CcByteBufAllocator(memory);
        ByteBuf source = allocator.directBuffer(8).writeLong(1);
        ByteBuf target = allocator.directBuffer(8).writeLong(2);
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> source.getBytes(0, target.asReadOnly(), 0, 8));
        assertThat(target.getLong(0)).isEqualTo(2);
        source.release();
        target.release();
    }

    @Test
    void aChannelTakesItsBuffersFromHere(MockAllocator memory) {
        var channel = new EmbeddedChannel();
        channel.config().setOption(ChannelOption.ALLOCATOR, new CcByteBufAllocator(memory));
        ByteBuf buffer = channel.alloc().ioBuffer();
        buffer.writeCharSequence("hello", StandardCharsets.UTF_8);
        assertThat(memory.liveBlocks()).hasSize(1);
        assertThat(channel.writeInbound(buffer)).isTrue();
        ByteBuf received = channel.readInbound();
        assertThat(received).isEqualTo(Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8));
        received.release();
        channel.finishAndReleaseAll();
    }
}
