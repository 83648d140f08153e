package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.SlicedByteBufTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a slice, on our memory. */
@Tag("client-suite")
class SlicedSuiteTest extends SlicedByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_882);

    @Override
    protected ByteBuf newSlice(ByteBuf buffer, int offset, int length) {
        return super.newSlice(BLOCKS.insteadOf(buffer), offset, length);
    }
}
