package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.RetainedSlicedByteBufTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a slice with a reference count of its own, on our memory. */
@Tag("client-suite")
class RetainedSlicedSuiteTest extends RetainedSlicedByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_882);

    @Override
    protected ByteBuf newSlice(ByteBuf buffer, int offset, int length) {
        return super.newSlice(BLOCKS.insteadOf(buffer), offset, length);
    }
}
