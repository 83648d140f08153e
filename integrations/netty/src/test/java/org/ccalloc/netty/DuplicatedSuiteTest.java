package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DuplicatedByteBufTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a duplicate, on our memory. */
@Tag("client-suite")
class DuplicatedSuiteTest extends DuplicatedByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_920);

    @Override
    protected ByteBuf newBuffer(int length, int maxCapacity) {
        return BLOCKS.directBuffer(length, maxCapacity).duplicate();
    }
}
