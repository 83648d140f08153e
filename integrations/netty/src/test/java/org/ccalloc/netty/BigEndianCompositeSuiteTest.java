package org.ccalloc.netty;

import io.netty.buffer.BigEndianCompositeByteBufTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer that is composed of others, on our memory. */
@Tag("client-suite")
class BigEndianCompositeSuiteTest extends BigEndianCompositeByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(442_808);

    @Override
    protected ByteBuf newBuffer(int length, int maxCapacity) {
        return BLOCKS.insteadOf((CompositeByteBuf) super.newBuffer(length, maxCapacity));
    }

    @Override
    protected CompositeByteBuf newCompositeBuffer() {
        return BLOCKS.compositeBuffer();
    }
}
