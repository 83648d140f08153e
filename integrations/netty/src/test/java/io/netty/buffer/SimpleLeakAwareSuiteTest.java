package io.netty.buffer;

import io.netty.util.ResourceLeakTracker;
import org.ccalloc.netty.BlockCount;
import org.ccalloc.netty.ParanoidDetection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Netty's tests of what notes leaks, on our memory; in Netty's package, which alone knows that type. */
@Tag("client-suite")
@ExtendWith(ParanoidDetection.class)
class SimpleLeakAwareSuiteTest extends SimpleLeakAwareByteBufTest {

    @RegisterExtension
    static final BlockCount BLOCKS = new BlockCount(30_935);

    @Override
    protected SimpleLeakAwareByteBuf wrap(ByteBuf buffer, ResourceLeakTracker<ByteBuf> tracker) {
        // One test tracks a buffer of Netty's that it has made itself: the tracker would not know ours.
        return super.wrap(tracker instanceof NoopResourceLeakTracker ? BLOCKS.insteadOf(buffer) : buffer, tracker);
    }
}
