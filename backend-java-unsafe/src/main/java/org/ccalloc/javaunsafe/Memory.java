package org.ccalloc.javaunsafe;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.ccalloc.spi.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes at addresses, and gets memory to read and write: through {@code sun.misc.Unsafe}, of which this is
 * the only user, or, where the JVM denies its memory access, through {@link RawMemory} and the C library.
 *
 * @implNote Through method handles, since javac warns of the class by name in a way that nothing suppresses. They are
 *     constants, so that compiled code calls the methods directly; so is {@link #UNSAFE_ALLOWED}.
 */
final class Memory {

    /** What is filled or copied at a time: the JVM's own loops over raw memory hold up safepoints to their end. */
    private static final long PIECE_BYTE_SIZE = 1 << 16;

    private static final @Nullable Object UNSAFE = unsafe();

    private static final MethodHandle ALLOCATE = find("allocateMemory", methodType(long.class, long.class));
    private static final MethodHandle FREE = find("freeMemory", methodType(void.class, long.class));
    private static final MethodHandle FILL =
            find("setMemory", methodType(void.class, long.class, long.class, byte.class));
    private static final MethodHandle COPY =
            find("copyMemory", methodType(void.class, long.class, long.class, long.class));
    private static final MethodHandle GET_BYTE = find("getByte", methodType(byte.class, long.class));
    private static final MethodHandle PUT_BYTE = find("putByte", methodType(void.class, long.class, byte.class));
    private static final MethodHandle GET_INT = find("getInt", methodType(int.class, long.class));
    private static final MethodHandle PUT_INT = find("putInt", methodType(void.class, long.class, int.class));
    private static final MethodHandle GET_LONG = find("getLong", methodType(long.class, long.class));
    private static final MethodHandle PUT_LONG = find("putLong", methodType(void.class, long.class, long.class));
    private static final MethodHandle GET_LONG_VOLATILE =
            findInObject("getLongVolatile", methodType(long.class, Object.class, long.class));
    private static final MethodHandle COMPARE_AND_SET_LONG = findInObject(
            "compareAndSwapLong", methodType(boolean.class, Object.class, long.class, long.class, long.class));

    /** Whether this works through {@code sun.misc.Unsafe}. */
    static final boolean UNSAFE_ALLOWED = works();

    private Memory() {}

    // ------------------------------------------------------------------------------------------- from the system

    /**
     * Asks the operating system, by way of the C library, for memory. Large pieces take up main memory only as they are
     * written to.
     *
     * @param byteSize how much, 1 or more
     * @return where, a multiple of 16; 0 if there is none
     */
    static long allocate(long byteSize) {
        if (!UNSAFE_ALLOWED) {
            return CLibrary.malloc(byteSize);
        }
        try {
            return (long) ALLOCATE.invokeExact(byteSize);
        } catch (OutOfMemoryError _) {
            return 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Gives memory back.
     *
     * @param address what {@link #allocate} answered
     */
    static void release(long address) {
        if (!UNSAFE_ALLOWED) {
            CLibrary.free(address);
            return;
        }
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    // ----------------------------------------------------------------------------------------- reading, writing

    static byte getByte(long address) {
        if (!UNSAFE_ALLOWED) {
            return RawMemory.getByte(address);
        }
        try {
            return (byte) GET_BYTE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void putByte(long address, byte value) {
        if (!UNSAFE_ALLOWED) {
            RawMemory.putByte(address, value);
            return;
        }
        try {
            PUT_BYTE.invokeExact(address, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getInt(long address) {
        if (!UNSAFE_ALLOWED) {
            return RawMemory.getInt(address);
        }
        try {
            return (int) GET_INT.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void putInt(long address, int value) {
        if (!UNSAFE_ALLOWED) {
            RawMemory.putInt(address, value);
            return;
        }
        try {
            PUT_INT.invokeExact(address, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long getLong(long address) {
        if (!UNSAFE_ALLOWED) {
            return RawMemory.getLong(address);
        }
        try {
            return (long) GET_LONG.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void putLong(long address, long value) {
        if (!UNSAFE_ALLOWED) {
            RawMemory.putLong(address, value);
            return;
        }
        try {
            PUT_LONG.invokeExact(address, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long getLongVolatile(long address) {
        if (!UNSAFE_ALLOWED) {
            return RawMemory.getLongVolatile(address);
        }
        try {
            return (long) GET_LONG_VOLATILE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static boolean compareAndSetLong(long address, long expected, long value) {
        if (!UNSAFE_ALLOWED) {
            return RawMemory.compareAndSetLong(address, expected, value);
        }
        try {
            return (boolean) COMPARE_AND_SET_LONG.invokeExact(address, expected, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long getAndSetLong(long address, long value) {
        long before;
        do {
            before = getLongVolatile(address);
        } while (!compareAndSetLong(address, before, value));
        return before;
    }

    /**
     * Writes zeros.
     *
     * @param address where
     * @param byteSize how many, 0 or more
     */
    static void zero(long address, long byteSize) {
        if (!UNSAFE_ALLOWED) {
            RawMemory.fill(address, byteSize, (byte) 0);
            return;
        }
        for (long done = 0; done < byteSize; ) {
            long piece = Math.min(byteSize - done, PIECE_BYTE_SIZE);
            try {
                FILL.invokeExact(address + done, piece, (byte) 0);
            } catch (Throwable e) {
                throw unexpected(e);
            }
            done += piece;
        }
    }

    /**
     * Writes zeros to a block, if there is one.
     *
     * @param address the block, or 0
     * @param byteSize how many
     * @return the block
     */
    static long zeroed(long address, long byteSize) {
        if (address != 0) {
            zero(address, byteSize);
        }
        return address;
    }

    /**
     * Copies bytes between ranges that do not overlap.
     *
     * @param from where to read
     * @param to where to write
     * @param byteSize how many, 0 or more
     */
    static void copy(long from, long to, long byteSize) {
        if (!UNSAFE_ALLOWED) {
            RawMemory.copy(from, to, byteSize);
            return;
        }
        for (long done = 0; done < byteSize; ) {
            long piece = Math.min(byteSize - done, PIECE_BYTE_SIZE);
            try {
                COPY.invokeExact(from + done, to + done, piece);
            } catch (Throwable e) {
                throw unexpected(e);
            }
            done += piece;
        }
    }

    // --------------------------------------------------------------------------------------------------- finding

    private static @Nullable Object unsafe() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException | RuntimeException _) {
            // A JDK that has it no longer.
            return null;
        }
    }

    private static MethodHandle find(String name, MethodType type) {
        if (UNSAFE == null) {
            return MethodHandles.empty(type);
        }
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(UNSAFE.getClass(), name, type)
                    .bindTo(UNSAFE);
        } catch (ReflectiveOperationException _) {
            return MethodHandles.empty(type);
        }
    }

    /** Those that take an object and an offset in it: with no object, the offset is an address. */
    private static MethodHandle findInObject(String name, MethodType type) {
        return MethodHandles.insertArguments(find(name, type), 0, (Object) null);
    }

    /** Tries, since the JVM tells only when it is asked. */
    private static boolean works() {
        try {
            long probe = (long) ALLOCATE.invokeExact(64L);
            if (probe == 0) {
                return false;
            }
            PUT_LONG.invokeExact(probe, 1L);
            boolean swapped = (boolean) COMPARE_AND_SET_LONG.invokeExact(probe, 1L, 2L);
            long value = (long) GET_LONG.invokeExact(probe);
            FREE.invokeExact(probe);
            return swapped && value == 2;
        } catch (Throwable _) {
            // UnsupportedOperationException under --sun-misc-unsafe-memory-access=deny.
            return false;
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
