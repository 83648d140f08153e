package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.LittleEndianCompositeByteBufTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer that is composed of others whose order was swapped, on our memory. */
@Tag("client-suite")
class LittleEndianCompositeSuiteTest extends LittleEndianCompositeByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(442_808);

    @Override
    @SuppressWarnings("deprecation") // Netty tests it
    protected ByteBuf newBuffer(int length, int maxCapacity) {
        ByteBuf netty = super.newBuffer(length, maxCapacity);
        return BLOCKS.insteadOf((CompositeByteBuf) netty.unwrap()).order(netty.order());
    }

    @Override
    protected CompositeByteBuf newCompositeBuffer() {
        return BLOCKS.compositeBuffer();
    }
}
