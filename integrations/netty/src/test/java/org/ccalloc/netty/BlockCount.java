package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Proves that the buffers of a class of tests were made of our blocks: there were as many as the tests make buffers, the
 * copies that they ask buffers for included, and all were given back, but for those in {@link LeftBuffers}.
 */
public final class BlockCount implements BeforeAllCallback, AfterAllCallback {

    private final CcAllocator memory = CcAllocators.get();
    private final CcByteBufAllocator allocator = new CcByteBufAllocator(memory);
    private final LeftBuffers buffers = new LeftBuffers();
    private final List<CcByteBufAllocator> others = new ArrayList<>();
    private final int blocks;
    private CcAllocSnapshot before = CcAllocSnapshot.ZERO;

    /**
     * For a class of Netty's tests.
     *
     * @param blocks how many blocks the tests of the version that is built with take, which is always the same
     */
    public BlockCount(int blocks) {
        this.blocks = blocks;
    }

    ByteBuf directBuffer(int initialCapacity, int maxCapacity) {
        return buffers.counted(allocator.directBuffer(initialCapacity, maxCapacity));
    }

    CompositeByteBuf compositeBuffer() {
        return buffers.counted(allocator.compositeBuffer());
    }

    /** Another allocator on the same memory, whose buffers the tests make and release themselves. */
    CcByteBufAllocator newAllocator(boolean preferDirect) {
        var other = new CcByteBufAllocator(memory, preferDirect);
        others.add(other);
        return other;
    }

    /**
     * Exchanges a buffer of Netty's, which is released.
     *
     * @param netty a new buffer
     * @return one of ours, as large and with the same bytes and indices
     */
    public ByteBuf insteadOf(ByteBuf netty) {
        return buffers.counted(blockInsteadOf(netty));
    }

    private ByteBuf blockInsteadOf(ByteBuf netty) {
        ByteBuf ours = allocator
                .directBuffer(netty.capacity(), netty.maxCapacity())
                .setBytes(0, netty, 0, netty.capacity())
                .setIndex(netty.readerIndex(), netty.writerIndex());
        netty.release();
        return ours;
    }

    /**
     * Exchanges a composite buffer of Netty's, which is released, and all that it consists of.
     *
     * @param netty a new buffer
     * @return one of our buffers, with the same indices, that grows by ours
     */
    public CompositeByteBuf insteadOf(CompositeByteBuf netty) {
        CompositeByteBuf ours = allocator.compositeDirectBuffer(netty.maxNumComponents());
        for (int i = 0; i < netty.numComponents(); i++) {
            ours.addComponent(blockInsteadOf(netty.componentSlice(i).retain()));
        }
        ours.setIndex(netty.readerIndex(), netty.writerIndex());
        netty.release();
        return buffers.counted(ours);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        memory.statsEnable(true);
        before = memory.statsSnapshot();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        buffers.releaseAsMany(context.getRequiredTestClass());
        CcAllocSnapshot did = memory.statsSnapshot().minus(before);
        assertThat(did.allocCount()).as("blocks of " + memory.name()).isEqualTo(blocks);
        assertThat(did.freeCount()).as("blocks that came back").isEqualTo(did.allocCount());
        assertThat(did.currentAllocated()).as("bytes that did not come back").isZero();
        others.add(allocator);
        assertThat(others).allMatch(each -> each.metric().usedDirectMemory() == 0);
        System.out.printf(
                "%s: %d buffers and %d allocators, %d blocks of %s%n",
                context.getDisplayName(), buffers.madeCount(), others.size(), did.allocCount(), memory.name());
    }
}
