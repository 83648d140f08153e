package io.netty.buffer;

import org.ccalloc.netty.BlockCount;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of what wraps a composite buffer, on our memory; in Netty's package, which alone knows that type. */
@Tag("client-suite")
class WrappedCompositeSuiteTest extends WrappedCompositeByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(442_808);

    @Override
    protected WrappedCompositeByteBuf wrap(CompositeByteBuf buffer) {
        return super.wrap(BLOCKS.insteadOf(buffer));
    }
}
