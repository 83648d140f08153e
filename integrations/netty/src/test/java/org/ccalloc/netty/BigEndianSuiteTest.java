package org.ccalloc.netty;

import io.netty.buffer.BigEndianDirectByteBufTest;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer, on our memory. */
class BigEndianSuiteTest extends BigEndianDirectByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_915);

    @Override
    protected ByteBuf newDirectBuffer(int length, int maxCapacity) {
        return BLOCKS.directBuffer(length, maxCapacity);
    }
}
