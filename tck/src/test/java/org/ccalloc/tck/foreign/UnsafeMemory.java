package org.ccalloc.tck.foreign;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.ccalloc.spi.RawMemory;

/**
 * {@code sun.misc.Unsafe.allocateMemory} and its like. It offers no alignment and does not tell usable sizes: the adapter
 * asks for more and rounds up, and puts a header before each block. Through method handles, since javac warns of the class by name.
 */
final class UnsafeMemory implements ForeignLibrary {

    private static final Object UNSAFE = unsafe();
    private static final MethodHandle ALLOCATE = find("allocateMemory", methodType(long.class, long.class));
    private static final MethodHandle FREE = find("freeMemory", methodType(void.class, long.class));
    private static final MethodHandle REALLOCATE =
            find("reallocateMemory", methodType(long.class, long.class, long.class));
    private static final MethodHandle SET =
            find("setMemory", methodType(void.class, long.class, long.class, byte.class));

    private static final MethodHandle COPY =
            find("copyMemory", methodType(void.class, long.class, long.class, long.class));

    /** Before each block: the address that Unsafe gave, and the size. */
    private static final long HEADER_BYTE_SIZE = 16;

    @Override
    public long malloc(long byteSize) {
        return byteSize == 0 ? 0 : block(allocate(byteSize + HEADER_BYTE_SIZE), 1, byteSize);
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        long byteSize = count * elementByteSize;
        long address = malloc(byteSize);
        try {
            SET.invokeExact(address, byteSize, (byte) 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return address;
    }

    @Override
    public long alignedAlloc(long byteSize, long byteAlignment) {
        return block(allocate(byteSize + byteAlignment + HEADER_BYTE_SIZE), byteAlignment, byteSize);
    }

    @Override
    public long realloc(long address, long byteSize) {
        if (address == 0) {
            return malloc(byteSize);
        }
        if (startOf(address) != address - HEADER_BYTE_SIZE) {
            return moved(address, byteSize);
        }
        if (byteSize == 0) {
            free(address);
            return 0;
        }
        try {
            long start = (long) REALLOCATE.invokeExact(startOf(address), byteSize + HEADER_BYTE_SIZE);
            return block(start, 1, byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Where Unsafe moves a block to, another alignment would hold. */
    private long moved(long address, long byteSize) {
        long moved = malloc(byteSize);
        try {
            COPY.invokeExact(address, moved, Math.min(usableSize(address), byteSize));
        } catch (Throwable e) {
            throw unexpected(e);
        }
        free(address);
        return moved;
    }

    @Override
    public void free(long address) {
        if (address == 0) {
            return;
        }
        try {
            FREE.invokeExact(startOf(address));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long usableSize(long address) {
        return address == 0 ? 0 : RawMemory.getLong(address - Long.BYTES);
    }

    private static long startOf(long address) {
        return RawMemory.getLong(address - HEADER_BYTE_SIZE);
    }

    private static long block(long start, long byteAlignment, long byteSize) {
        long address = (start + HEADER_BYTE_SIZE + byteAlignment - 1) & -byteAlignment;
        RawMemory.putLong(address - HEADER_BYTE_SIZE, start);
        RawMemory.putLong(address - Long.BYTES, byteSize);
        return address;
    }

    private static long allocate(long byteSize) {
        try {
            return (long) ALLOCATE.invokeExact(byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static Object unsafe() {
        try {
            Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(UNSAFE.getClass(), name, type)
                    .bindTo(UNSAFE);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static RuntimeException unexpected(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }
}
