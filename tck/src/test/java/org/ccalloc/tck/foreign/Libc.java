package org.ccalloc.tck.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The C library's {@code malloc}, through FFM. */
final class Libc implements ForeignLibrary {

    private static final FunctionDescriptor ONE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor TWO = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MALLOC = handle("malloc", ONE);
    private static final MethodHandle CALLOC = handle("calloc", TWO);
    private static final MethodHandle ALIGNED_ALLOC = handle("aligned_alloc", TWO);
    private static final MethodHandle REALLOC = handle("realloc", TWO);
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle USABLE_SIZE = handle("malloc_usable_size", ONE);

    @Override
    public long malloc(long byteSize) {
        try {
            return (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        try {
            return (long) CALLOC.invokeExact(count, elementByteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long alignedAlloc(long byteSize, long byteAlignment) {
        try {
            return (long) ALIGNED_ALLOC.invokeExact(byteAlignment, byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long realloc(long address, long byteSize) {
        try {
            return (long) REALLOC.invokeExact(address, byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long usableSize(long address) {
        try {
            return (long) USABLE_SIZE.invokeExact(address);
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
