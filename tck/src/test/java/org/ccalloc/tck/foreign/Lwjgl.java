package org.ccalloc.tck.foreign;

import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.lwjgl.system.MemoryUtil;

/**
 * LWJGL's {@code MemoryUtil}, on the allocator of a name. A process has one: the first that is made decides, by the
 * property that LWJGL looks at.
 */
final class Lwjgl implements ForeignLibrary {

    private static final String PROPERTY = "org.lwjgl.system.allocator";

    private final LongUnaryOperator usableSize;

    Lwjgl(String allocator, LongUnaryOperator usableSize) {
        String earlier = System.setProperty(PROPERTY, allocator);
        if (earlier != null && !earlier.equals(allocator)) {
            throw new IllegalStateException("LWJGL: allocator=" + earlier + " (expected " + allocator + ")");
        }
        // LWJGL falls back to the C library without a word.
        String found = MemoryUtil.getAllocator(false).getClass().getName();
        String expected = allocator.equals("system") ? "$StdlibAllocator" : "." + allocator + "$Allocator";
        if (!found.toLowerCase(Locale.ROOT).endsWith(expected.toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("LWJGL: allocator=" + found + " (expected " + expected + ")");
        }
        this.usableSize = usableSize;
    }

    @Override
    public long malloc(long byteSize) {
        return MemoryUtil.nmemAlloc(byteSize);
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        return MemoryUtil.nmemCalloc(count, elementByteSize);
    }

    @Override
    public long alignedAlloc(long byteSize, long byteAlignment) {
        return MemoryUtil.nmemAlignedAlloc(byteAlignment, byteSize);
    }

    @Override
    public long realloc(long address, long byteSize) {
        return MemoryUtil.nmemRealloc(address, byteSize);
    }

    @Override
    public void free(long address) {
        MemoryUtil.nmemFree(address);
    }

    @Override
    public long usableSize(long address) {
        return usableSize.applyAsLong(address);
    }
}
