package org.ccalloc.tck;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Memory from the operating system: mmap(2), munmap(2) and madvise(2) of Linux. */
final class MappedMemory {

    static final long PAGE = 4096;

    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
    private static final int DONTNEED = 4;

    private static final MethodHandle MMAP = handle(
            "mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = handle("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MADVISE =
            handle("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private MappedMemory() {}

    /**
     * Maps pages, all zero.
     *
     * @param byteSize a multiple of the page's size
     * @return the address, or 0
     */
    static long map(long byteSize) {
        try {
            long address = (long) MMAP.invokeExact(0L, byteSize, READ_WRITE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            return address == -1 ? 0 : address;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Gives pages back.
     *
     * @param address a multiple of the page's size
     * @param byteSize a multiple of the page's size; 0 does nothing
     */
    static void unmap(long address, long byteSize) {
        if (byteSize == 0) {
            return;
        }
        try {
            int _ = (int) MUNMAP.invokeExact(address, byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes pages zero by giving their memory back, but not their addresses.
     *
     * @param address a multiple of the page's size
     * @param byteSize a multiple of the page's size
     */
    static void purge(long address, long byteSize) {
        try {
            int _ = (int) MADVISE.invokeExact(address, byteSize, DONTNEED);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static long roundUp(long value, long powerOfTwo) {
        return (value + powerOfTwo - 1) & -powerOfTwo;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String symbol, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(symbol), type);
    }
}
