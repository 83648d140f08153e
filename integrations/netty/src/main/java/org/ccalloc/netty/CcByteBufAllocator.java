package org.ccalloc.netty;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.nativelibrary.NativeAccess;

/**
 * A Netty allocator whose direct buffers are blocks of a {@link CcAllocator}; its heap buffers are Netty's unpooled ones.
 *
 * {@snippet lang="java" :
 * ServerBootstrap server = new ServerBootstrap().option(ChannelOption.ALLOCATOR, new CcByteBufAllocator())
 *         .childOption(ChannelOption.ALLOCATOR, new CcByteBufAllocator());
 * }
 *
 * <p>Each direct buffer is one block, taken when the buffer is made and given back, by whatever thread, when its reference
 * count becomes 0. Nothing is kept for later: that is the allocator's business. Leak detection, reference counts and
 * checks are Netty's, and its settings hold. Netty's limit on direct memory does not: see {@link #metric()}.
 *
 * <p><strong>Memory runs out</strong> with an {@link OutOfMemoryError} that names the size and the allocator. A buffer that
 * could not grow is as it was.
 *
 * <p><strong>Thread safety.</strong> An allocator serves all threads. A buffer is for one thread at a time, as all of Netty's.
 */
public final class CcByteBufAllocator extends AbstractByteBufAllocator implements ByteBufAllocatorMetricProvider {

    private final CcAllocator memory;
    private final BufferMetric metric = new BufferMetric();

    /**
     * Makes an allocator on the one that {@link CcAllocators#get()} answers, which prefers direct buffers.
     *
     * @throws RuntimeException as {@link CcAllocators#get()} does
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcByteBufAllocator() {
        this(CcAllocators.get());
    }

    /**
     * Makes an allocator that prefers direct buffers.
     *
     * @param memory where the blocks of direct buffers come from; it must stay usable until all buffers are released
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcByteBufAllocator(CcAllocator memory) {
        this(memory, true);
    }

    /**
     * Makes an allocator.
     *
     * @param memory where the blocks of direct buffers come from; it must stay usable until all buffers are released
     * @param preferDirect whether {@link #buffer()} makes a direct buffer rather than one on the heap
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcByteBufAllocator(CcAllocator memory, boolean preferDirect) {
        super(preferDirect);
        this.memory = memory;
        // Here rather than in the first buffer, on some event loop.
        NativeAccess.check();
    }

    /**
     * Where the blocks of direct buffers come from. Its statistics, if they are on, count them among all else.
     *
     * @return the allocator given or found
     */
    public CcAllocator memory() {
        return memory;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        var buffer = new CcByteBuf(this, initialCapacity, maxCapacity);
        try {
            return toLeakAwareBuffer(buffer);
        } catch (RuntimeException | Error e) {
            buffer.release();
            throw e;
        }
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return PlatformDependent.hasUnsafe()
                ? new CountedUnsafeHeapByteBuf(this, initialCapacity, maxCapacity)
                : new CountedHeapByteBuf(this, initialCapacity, maxCapacity);
    }

    /**
     * Tells Netty that direct buffers are cheap to make, so that it neither keeps some of its own nor avoids them.
     *
     * @return true
     */
    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    /**
     * The capacities of the buffers that are not released: exact while no thread is making, resizing or releasing one.
     *
     * @return a view, which goes with the allocator
     */
    @Override
    public ByteBufAllocatorMetric metric() {
        return metric;
    }

    BufferMetric bufferMetric() {
        return metric;
    }
}
