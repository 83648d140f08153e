package org.ccalloc.bench.program;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Blocks that are each a direct buffer of Netty. Reads and writes go to its memory, past its checks, as with the others. */
final class NettyBlocks implements BlockSource {

    private final ByteBufAllocator allocator;

    private NettyBlocks(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    static BlockSource pooled() {
        return new NettyBlocks(PooledByteBufAllocator.DEFAULT);
    }

    static BlockSource adaptive() {
        return new NettyBlocks(new AdaptiveByteBufAllocator(true));
    }

    @Override
    public Slots newSlots(int count) {
        return new BufferSlots(allocator, count);
    }

    @Override
    public long allocateNode(long byteSize) {
        throw new UnsupportedOperationException("a buffer is not found by an address");
    }

    @Override
    public void freeNode(long address, long byteSize) {
        throw new UnsupportedOperationException("a buffer is not found by an address");
    }

    private static final class BufferSlots extends Slots {

        private final ByteBufAllocator allocator;
        private final @Nullable ByteBuf[] buffers;

        BufferSlots(ByteBufAllocator allocator, int count) {
            super(count);
            this.allocator = allocator;
            this.buffers = new ByteBuf[count];
        }

        @Override
        long allocate(int slot, long byteSize) {
            ByteBuf buffer = allocator.directBuffer(Math.toIntExact(byteSize));
            buffers[slot] = buffer;
            return buffer.memoryAddress();
        }

        @Override
        long allocateAligned(int slot, long byteSize, long byteAlignment) {
            throw new UnsupportedOperationException("Netty has one alignment for all buffers");
        }

        /** Netty copies what is between the indices of reader and writer. */
        @Override
        long reallocate(int slot, long address, long oldByteSize, long newByteSize) {
            ByteBuf buffer = buffer(slot).setIndex(0, Math.toIntExact(oldByteSize));
            return buffer.capacity(Math.toIntExact(newByteSize)).memoryAddress();
        }

        @Override
        void free(int slot, long address, long byteSize) {
            buffer(slot).release();
            buffers[slot] = null;
        }

        @Override
        void swapOwners(int slot, Slots other, int otherSlot) {
            @Nullable ByteBuf[] others = ((BufferSlots) other).buffers;
            @Nullable ByteBuf kept = buffers[slot];
            buffers[slot] = others[otherSlot];
            others[otherSlot] = kept;
        }

        private ByteBuf buffer(int slot) {
            return Objects.requireNonNull(buffers[slot], "buffer");
        }
    }
}
