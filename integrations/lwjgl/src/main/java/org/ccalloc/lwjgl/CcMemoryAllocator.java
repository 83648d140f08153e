package org.ccalloc.lwjgl;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;
import org.ccalloc.spi.nativelibrary.NativeAccess;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryUtil.MemoryAllocator;

/**
 * LWJGL's memory ({@code MemoryUtil.memAlloc} and its like) as blocks of a {@link CcAllocator}. Before LWJGL is used:
 *
 * {@snippet lang="java" :
 * Configuration.MEMORY_ALLOCATOR.set(new CcMemoryAllocator());
 * }
 *
 * <p>or, on the command line, {@code -Dorg.lwjgl.system.allocator=org.ccalloc.lwjgl.CcMemoryAllocator}.
 *
 * <p>The operations are those of the C library: sizes are {@code size_t}, so that a negative one is larger than any memory;
 * the answer is 0 if memory cannot be had, and LWJGL makes that an {@link OutOfMemoryError}; a request for 0 bytes is
 * answered with a block, which is to be freed.
 *
 * <p>LWJGL frees without the size. So the allocator's statistics count blocks right, and bytes only as they are allocated
 * [C05]; and a block grows where it stands only as far as its usable size.
 *
 * <p><strong>Thread safety.</strong> All operations may be called by any thread, and so may the C functions that the {@code get}
 * methods point to, by threads that the JVM does not know as well.
 */
public final class CcMemoryAllocator implements MemoryAllocator {

    private final CcAllocator memory;

    private @Nullable CFunctions functions;

    /**
     * Makes an allocator on the one that {@link CcAllocators#get()} answers.
     *
     * @throws RuntimeException as {@link CcAllocators#get()} does
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcMemoryAllocator() {
        this(CcAllocators.get());
    }

    /**
     * Makes an allocator.
     *
     * @param memory where blocks come from; it must stay usable as long as the process lives
     * @throws IllegalCallerException if this JVM denies native access; names the flag to add
     */
    public CcMemoryAllocator(CcAllocator memory) {
        this.memory = memory;
        // Here rather than at the first realloc that moves a block, where LWJGL's callers expect no exception.
        NativeAccess.check();
    }

    /**
     * Where blocks come from.
     *
     * @return the allocator given or found
     */
    public CcAllocator memory() {
        return memory;
    }

    // ------------------------------------------------------------------------------------------ operations

    @Override
    public long malloc(long size) {
        return size < 0 ? 0 : memory.alloc(Math.max(size, 1));
    }

    @Override
    public long calloc(long num, long size) {
        if (num == 0 || size == 0) {
            return memory.calloc(1, 1);
        }
        return num < 0 || size < 0 ? 0 : memory.calloc(num, size);
    }

    /** Size 0 frees, as LWJGL's own allocators have it. */
    @Override
    public long realloc(long ptr, long size) {
        if (ptr == 0) {
            return malloc(size);
        }
        if (size == 0) {
            free(ptr);
            return 0;
        }
        return size < 0 ? 0 : resized(ptr, size);
    }

    /** The size that was asked for is not known, but that all of the usable size may be written. */
    private long resized(long address, long newByteSize) {
        long usableByteSize = memory.usableSize(address);
        if (newByteSize <= usableByteSize && newByteSize >= usableByteSize / 2) {
            return address;
        }
        long newAddress = memory.alloc(newByteSize);
        if (newAddress != 0) {
            RawMemory.copy(address, newAddress, Math.min(usableByteSize, newByteSize));
            memory.freeUnsized(address);
        }
        return newAddress;
    }

    @Override
    public void free(long ptr) {
        memory.freeUnsized(ptr);
    }

    /** An alignment that is not a power of two cannot be served. */
    @Override
    public long aligned_alloc(long alignment, long size) {
        if (size < 0 || Long.bitCount(alignment) != 1 || alignment < 0) {
            return 0;
        }
        return memory.allocAligned(Math.max(size, 1), Math.max(alignment, CcAllocator.MIN_BYTE_ALIGNMENT));
    }

    @Override
    public void aligned_free(long ptr) {
        memory.freeUnsized(ptr);
    }

    // ----------------------------------------------------------------------------- the same as C functions

    @Override
    public long getMalloc() {
        return functions().malloc();
    }

    @Override
    public long getCalloc() {
        return functions().calloc();
    }

    @Override
    public long getRealloc() {
        return functions().realloc();
    }

    @Override
    public long getFree() {
        return functions().free();
    }

    @Override
    public long getAlignedAlloc() {
        return functions().alignedAlloc();
    }

    @Override
    public long getAlignedFree() {
        return functions().alignedFree();
    }

    /** Made when first asked for, since few programs do. */
    private synchronized CFunctions functions() {
        CFunctions made = functions;
        if (made == null) {
            made = CFunctions.of(this);
            functions = made;
        }
        return made;
    }
}
