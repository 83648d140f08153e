package org.ccalloc.netty;

import io.netty.buffer.AbstractByteBufAllocatorTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.buffer.UnpooledUnsafeHeapByteBuf;
import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of an allocator, on ours. */
class AllocatorSuiteTest extends AbstractByteBufAllocatorTest<CcByteBufAllocator> {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(13);

    @Override
    protected CcByteBufAllocator newAllocator(boolean preferDirect) {
        return BLOCKS.newAllocator(preferDirect);
    }

    @Override
    protected CcByteBufAllocator newUnpooledAllocator() {
        return newAllocator(true);
    }

    /** As Netty's, but for the class of the direct buffer. */
    @Test
    @Override
    public void testUnsafeHeapBufferAndUnsafeDirectBuffer() {
        CcByteBufAllocator allocator = newUnpooledAllocator();
        ByteBuf direct = allocator.directBuffer();
        assertInstanceOf(direct, CcByteBuf.class);
        direct.release();
        ByteBuf heap = allocator.heapBuffer();
        assertInstanceOf(
                heap, PlatformDependent.hasUnsafe() ? UnpooledUnsafeHeapByteBuf.class : UnpooledHeapByteBuf.class);
        heap.release();
    }

    @Test
    @Override
    @Disabled(
            "heap buffers are Netty's unpooled ones, and Netty's UnpooledByteBufAllocatorTest leaves this test out as well")
    public void shouldReuseChunks() {}
}
