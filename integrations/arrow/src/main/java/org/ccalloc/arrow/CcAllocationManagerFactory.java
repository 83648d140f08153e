package org.ccalloc.arrow;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;

/**
 * Gives Arrow's allocators memory from a {@link CcAllocator}: one block for each buffer, aligned to {@value
 * #BYTE_ALIGNMENT} bytes, as large as Arrow asks for, and freed with that size when the last reference to the buffer
 * is released. Accounting, limits and leak reports are Arrow's own.
 *
 * <p>A program that leaves the choice to Arrow needs none of this: with this jar on the class path, and neither
 * {@code arrow-memory-netty} nor {@code arrow-memory-unsafe}, Arrow uses {@link #ofSelected()}. One that has its reasons
 * hands a factory over:
 * {@snippet :
 * var config = RootAllocator.configBuilder().allocationManagerFactory(CcAllocationManagerFactory.of(allocator)).build();
 * try (var root = new RootAllocator(config)) {
 *     // ...
 * }
 * }
 *
 * <p><strong>Thread safety.</strong> A factory may be used by all threads, and any may release a buffer.
 */
public final class CcAllocationManagerFactory implements AllocationManager.Factory {

    /** Of every buffer's address, in bytes: what Arrow's columnar format recommends. {@value}. */
    public static final long BYTE_ALIGNMENT = 64;

    private static final CcAllocationManagerFactory OF_SELECTED = new CcAllocationManagerFactory(CcAllocators::get);

    private final Supplier<CcAllocator> source;

    private CcAllocationManagerFactory(Supplier<CcAllocator> source) {
        this.source = source;
    }

    /**
     * A factory over an allocator.
     *
     * @param allocator where the memory comes from; still the caller's, and to live as long as any buffer
     * @return the factory
     */
    public static CcAllocationManagerFactory of(CcAllocator allocator) {
        requireNonNull(allocator, "allocator");
        return new CcAllocationManagerFactory(() -> allocator);
    }

    /**
     * The factory over what {@link CcAllocators#get()} answers whenever a buffer is allocated: the allocator that the
     * user chose or, while a test redirects it, that of the test.
     *
     * @return the factory
     */
    public static CcAllocationManagerFactory ofSelected() {
        return OF_SELECTED;
    }

    /**
     * Allocates the memory of a buffer; called by Arrow.
     *
     * @param accountingAllocator Arrow's allocator that the buffer belongs to at first
     * @param size bytes, 0 or more
     * @return the memory, which Arrow gives back when the last reference is released
     * @throws OutOfMemoryException if the memory cannot be had; nothing has changed then
     * @throws org.ccalloc.spi.BackendNotAvailableException if no allocator is available, or not the one asked for
     * @throws IllegalArgumentException if {@code size} is negative
     */
    @Override
    public AllocationManager create(BufferAllocator accountingAllocator, long size) {
        CcAllocator allocator = source.get();
        long blockByteSize = CcAllocationManager.blockByteSize(size);
        long address = allocator.allocAligned(blockByteSize, BYTE_ALIGNMENT);
        if (address == 0) {
            throw outOfMemory(allocator, size);
        }
        try {
            return new CcAllocationManager(accountingAllocator, allocator, address, size);
        } catch (RuntimeException | Error e) {
            allocator.free(address, blockByteSize);
            throw e;
        }
    }

    /**
     * The buffer of size 0 that all allocators of Arrow's share; called by Arrow when a root allocator is created.
     * Where this JVM does not let Arrow see its buffers as {@link java.nio.ByteBuffer}s, the first call logs one warning
     * to the {@link System.Logger} {@code org.ccalloc} that names the flag to add.
     *
     * @return a buffer that needs no release
     * @throws IllegalStateException if this JVM denies or lacks what Arrow reads and writes memory with; names the flag
     *     and the module to add
     */
    @Override
    public ArrowBuf empty() {
        checkThatArrowReachesMemory();
        ByteBufferViews.warnOnceIfUnavailable();
        return Empty.BUFFER;
    }

    /** Arrow itself would fail at the first access, with the advice to add another flag, which does not help. */
    private static void checkThatArrowReachesMemory() {
        long address = Empty.ADDRESS;
        try {
            MemoryUtil.getByte(address);
        } catch (UnsupportedOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "Arrow's memory: sun.misc.Unsafe=denied by this JVM, or missing (expected to be there, since Arrow"
                            + " reads and writes through it; if it is denied, add --sun-misc-unsafe-memory-access=allow"
                            + " to the java command; if it is missing, take a JDK that has it, with the module"
                            + " jdk.unsupported)",
                    e);
        }
    }

    private static OutOfMemoryException outOfMemory(CcAllocator allocator, long byteSize) {
        return new OutOfMemoryException("off-heap memory: byteSize=" + byteSize + ", byteAlignment=" + BYTE_ALIGNMENT
                + ", allocator=" + allocator.name() + ", statistics "
                + (allocator.statsEnabled() ? allocator.statsSnapshot() : "off")
                + " (expected so much to be free)");
    }

    /**
     * Lives as long as the process, so it is no block of an allocator, which would look like a leak. There are zero bytes
     * behind it all the same: programs that have switched Arrow's bounds checks off read the first offset of empty
     * vectors.
     */
    private static final class Empty {
        static final long ADDRESS =
                Arena.global().allocate(BYTE_ALIGNMENT, BYTE_ALIGNMENT).address();
        static final ArrowBuf BUFFER = new ArrowBuf(ReferenceManager.NO_OP, null, 0, ADDRESS);
    }
}
