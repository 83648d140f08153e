package org.ccalloc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Proves that the buffers of a class of tests were made of our blocks: there were as many at least as buffers, and all
 * were given back. Some of Netty's tests do not release their buffer; that is done here, so that the rest can be counted.
 */
final class BlockCount implements BeforeAllCallback, AfterAllCallback {

    private final CcAllocator memory = CcAllocators.get();
    private final CcByteBufAllocator allocator = new CcByteBufAllocator(memory);
    private final List<ByteBuf> made = new ArrayList<>();
    private final List<CcByteBufAllocator> others = new ArrayList<>();
    private final int blocksOfOthers;
    private CcAllocSnapshot before = CcAllocSnapshot.ZERO;

    BlockCount() {
        this(0);
    }

    /** With as many blocks, at least, in buffers that the tests make themselves with a {@link #newAllocator}. */
    BlockCount(int blocksOfOthers) {
        this.blocksOfOthers = blocksOfOthers;
    }

    ByteBuf directBuffer(int initialCapacity, int maxCapacity) {
        ByteBuf buffer = allocator.directBuffer(initialCapacity, maxCapacity);
        made.add(buffer);
        return buffer;
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
     * @return one of ours, as large and with the same indices
     */
    ByteBuf insteadOf(ByteBuf netty) {
        ByteBuf ours =
                directBuffer(netty.capacity(), netty.maxCapacity()).setIndex(netty.readerIndex(), netty.writerIndex());
        netty.release();
        return ours;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        memory.statsEnable(true);
        before = memory.statsSnapshot();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<ByteBuf> forgotten =
                made.stream().filter(buffer -> buffer.refCnt() > 0).toList();
        forgotten.forEach(buffer -> buffer.release(buffer.refCnt()));
        CcAllocSnapshot did = memory.statsSnapshot().minus(before);
        assertThat(did.allocCount())
                .as("blocks of " + memory.name())
                .isPositive()
                .isGreaterThanOrEqualTo(made.size() + blocksOfOthers);
        assertThat(did.freeCount()).as("blocks that came back").isEqualTo(did.allocCount());
        assertThat(did.currentAllocated()).as("bytes that did not come back").isZero();
        others.add(allocator);
        assertThat(others).allMatch(each -> each.metric().usedDirectMemory() == 0);
        System.out.printf(
                "%s: %d buffers and %d allocators, %d that the tests did not release, %d blocks of %s%n",
                context.getDisplayName(),
                made.size(),
                others.size(),
                forgotten.size(),
                did.allocCount(),
                memory.name());
    }
}
