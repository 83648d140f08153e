package org.ccalloc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.tck.ChildJvm;

/** JVMs of their own for Netty, which reads its settings and makes its detector of leaks once. */
final class NettyJvm {

    private NettyJvm() {}

    /** On a class path with the mock and no other backend. */
    static ChildJvm of(Class<?> main) {
        return new ChildJvm(
                main,
                CcByteBufAllocator.class,
                CcAllocator.class,
                MockAllocator.class,
                ByteBuf.class,
                ReferenceCounted.class);
    }
}
