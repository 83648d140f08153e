package org.ccalloc.netty;

import io.netty.buffer.AdaptiveBigEndianDirectByteBufTest;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer of its adaptive allocator, on our memory. */
@Tag("client-suite")
class AdaptiveSuiteTest extends AdaptiveBigEndianDirectByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_921);

    @Override
    protected ByteBuf alloc(AdaptiveByteBufAllocator netty, int length, int maxCapacity) {
        return BLOCKS.directBuffer(length, maxCapacity);
    }
}
