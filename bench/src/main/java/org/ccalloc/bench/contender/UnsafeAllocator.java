package org.ccalloc.bench.contender;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.ccalloc.spi.CcAllocator;

/**
 * {@code sun.misc.Unsafe.allocateMemory}, as a peer to measure against; the only class here that touches it.
 *
 * <p>It offers no alignment. Exhaustion is its own {@link OutOfMemoryError}.
 *
 * @implNote Through method handles, since javac warns of the class by name in a way that nothing suppresses. They are
 *     constants, so that compiled code calls the methods directly; to a program's start they add some milliseconds.
 */
final class UnsafeAllocator implements CcAllocator {

    private static final Object UNSAFE = unsafe();
    private static final MethodHandle ALLOCATE = find("allocateMemory", methodType(long.class, long.class));
    private static final MethodHandle FREE = find("freeMemory", methodType(void.class, long.class));
    private static final MethodHandle REALLOCATE =
            find("reallocateMemory", methodType(long.class, long.class, long.class));
    private static final MethodHandle SET =
            find("setMemory", methodType(void.class, long.class, long.class, byte.class));

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

    @Override
    public String name() {
        return Contenders.UNSAFE;
    }

    @Override
    public long alloc(long byteSize) {
        try {
            return (long) ALLOCATE.invokeExact(byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long calloc(long count, long elementByteSize) {
        long byteSize = count * elementByteSize;
        long address = alloc(byteSize);
        try {
            SET.invokeExact(address, byteSize, (byte) 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return address;
    }

    @Override
    public long allocAligned(long byteSize, long byteAlignment) {
        throw new UnsupportedOperationException("Unsafe allocates without alignment");
    }

    @Override
    public long realloc(long address, long oldByteSize, long newByteSize) {
        try {
            return (long) REALLOCATE.invokeExact(address, newByteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void free(long address, long byteSize) {
        freeUnsized(address);
    }

    @Override
    public void freeUnsized(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long usableSize(long address) {
        throw new UnsupportedOperationException("Unsafe does not tell");
    }

    private static RuntimeException unexpected(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }
}
