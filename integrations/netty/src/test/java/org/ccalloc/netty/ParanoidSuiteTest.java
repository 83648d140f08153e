package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.BigEndianDirectByteBufTest;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer, on our memory and inside of what looks for leaks. */
@Tag("client-suite")
@ExtendWith(ParanoidDetection.class)
class ParanoidSuiteTest extends BigEndianDirectByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_915);

    @Override
    protected ByteBuf newDirectBuffer(int length, int maxCapacity) {
        ByteBuf buffer = BLOCKS.directBuffer(length, maxCapacity);
        assertThat(buffer.unwrap()).as("what is looked after").isInstanceOf(CcByteBuf.class);
        return buffer;
    }
}
