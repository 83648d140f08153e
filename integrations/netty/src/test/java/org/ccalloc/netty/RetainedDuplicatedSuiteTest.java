package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.RetainedDuplicatedByteBufTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a duplicate that holds a reference, on our memory. */
class RetainedDuplicatedSuiteTest extends RetainedDuplicatedByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_920);

    @Override
    protected ByteBuf newBuffer(int length, int maxCapacity) {
        ByteBuf whole = BLOCKS.directBuffer(length, maxCapacity);
        ByteBuf duplicate = whole.retainedDuplicate();
        whole.release();
        return duplicate;
    }
}
