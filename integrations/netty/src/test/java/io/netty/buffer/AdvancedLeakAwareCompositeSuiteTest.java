package io.netty.buffer;

import io.netty.util.ResourceLeakTracker;
import org.ccalloc.netty.BlockCount;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of what notes leaks and where the buffer was used of composite buffers, on our memory; in Netty's package, which alone knows that type. */
@Tag("client-suite")
class AdvancedLeakAwareCompositeSuiteTest extends AdvancedLeakAwareCompositeByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(451_053);

    @Override
    protected SimpleLeakAwareCompositeByteBuf wrap(CompositeByteBuf buffer, ResourceLeakTracker<ByteBuf> tracker) {
        return super.wrap(BLOCKS.insteadOf(buffer), tracker);
    }
}
