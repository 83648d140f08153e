package org.ccalloc.tck;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Set;
import org.ccalloc.spi.AbstractCcAllocator;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;

/** A correct allocator, for the kit to pass and for broken ones to build on: that of the C library. */
class LibcAllocator extends AbstractCcAllocator {

    private static final MethodHandle MALLOC = handle("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ALIGNED_ALLOC =
            handle("aligned_alloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle USABLE_SIZE =
            handle("malloc_usable_size", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle TRIM = handle("malloc_trim", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    @Override
    public String name() {
        return "libc";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.values());
    }

    @Override
    protected CcHeap createHeap(HeapOptions options) {
        return new RegionHeap(this, options);
    }

    @Override
    protected long allocateBlock(long byteSize) {
        try {
            return (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected long allocateAlignedBlock(long byteSize, long byteAlignment) {
        try {
            return (long) ALIGNED_ALLOC.invokeExact(byteAlignment, byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
        return newByteSize <= usableBlockSize(address);
    }

    @Override
    protected void freeBlock(long address, long byteSize) {
        freeUnsizedBlock(address);
    }

    @Override
    protected void freeUnsizedBlock(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected long usableBlockSize(long address) {
        try {
            return (long) USABLE_SIZE.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long trim() {
        try {
            return (int) TRIM.invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String symbol, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(symbol), type);
    }
}
