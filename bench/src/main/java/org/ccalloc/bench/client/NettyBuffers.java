package org.ccalloc.bench.client;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.contender.OneBlockAllocator;
import org.ccalloc.netty.CcByteBufAllocator;

/** Direct buffers of Netty. */
final class NettyBuffers implements ClientBuffers {

    private final ByteBufAllocator allocator;

    private NettyBuffers(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    static ClientBuffers open(String contender) {
        return new NettyBuffers(
                switch (contender) {
                    case "netty-pooled" -> PooledByteBufAllocator.DEFAULT;
                    case "netty-adaptive" -> new AdaptiveByteBufAllocator(true);
                    case "netty-unpooled" -> UnpooledByteBufAllocator.DEFAULT;
                    case Client.BOOKKEEPING -> new CcByteBufAllocator(new OneBlockAllocator());
                    default -> new CcByteBufAllocator(Contenders.open(contender));
                });
    }

    @Override
    public void pairs(int byteSize, int count) {
        for (int i = 0; i < count; i++) {
            allocator.directBuffer(byteSize).release();
        }
    }

    @Override
    public Runnable filled(int byteSize) {
        ByteBuf buffer = allocator.directBuffer(byteSize);
        for (int offset = 0; offset < byteSize; offset += PAGE_BYTE_SIZE) {
            buffer.setByte(offset, 1);
        }
        return buffer::release;
    }
}
