package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.LittleEndianDirectByteBufTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer whose order was swapped, on our memory. */
@Tag("client-suite")
class LittleEndianSuiteTest extends LittleEndianDirectByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_913);

    @Override
    protected ByteBuf newDirectBuffer(int length, int maxCapacity) {
        return BLOCKS.directBuffer(length, maxCapacity);
    }
}
