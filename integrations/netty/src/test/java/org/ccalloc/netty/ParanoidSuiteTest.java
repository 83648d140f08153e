package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.BigEndianDirectByteBufTest;
import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of a buffer, on our memory and inside of what looks for leaks. */
@Tag("client-suite")
class ParanoidSuiteTest extends BigEndianDirectByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount();

    private static ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    @BeforeAll
    static void watchAll() {
        usual = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterAll
    static void watchAsUsual() {
        ResourceLeakDetector.setLevel(usual);
    }

    @Override
    protected ByteBuf newDirectBuffer(int length, int maxCapacity) {
        ByteBuf buffer = BLOCKS.directBuffer(length, maxCapacity);
        assertThat(buffer.unwrap()).as("what is looked after").isInstanceOf(CcByteBuf.class);
        return buffer;
    }
}
