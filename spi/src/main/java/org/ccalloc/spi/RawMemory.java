package org.ccalloc.spi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.ccalloc.spi.nativelibrary.NativeAccess;

/**
 * Reads, writes, copies and fills at an address, unchecked, in the machine's byte order.
 *
 * <p><strong>Nothing is checked:</strong> an address outside live memory reads or destroys whatever lies there, or ends
 * the JVM. This is the counterpart of {@link CcAllocator}, for those who work on addresses; who wants bounds and
 * lifetimes uses {@link CcArena}.
 *
 * <p>Plain accesses need no alignment. Accesses with a memory order ({@code ...Acquire}, {@code ...Release}, {@code
 * ...Volatile}, {@code compareAndSet...}, {@code getAndAdd...}) need an address that is a multiple of the value's size,
 * and throw {@link IllegalArgumentException} otherwise; their meaning is that of {@link VarHandle}'s modes of the same
 * name.
 *
 * <p><strong>Native access:</strong> on first use this class needs it for its own module: start the JVM with {@code
 * --enable-native-access=org.ccalloc.spi} (module path) or {@code --enable-native-access=ALL-UNNAMED} (class path).
 * Without, current JVMs warn; under {@code --illegal-native-access=deny} the first use throws {@link
 * ExceptionInInitializerError}, which names the flag.
 *
 * @implNote One segment over all of memory; no {@code sun.misc.Unsafe}.
 */
public final class RawMemory {

    private static final MemorySegment ALL = allOfMemory();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

    /**
     * What is copied, filled or compared at a time. The JDK's own loops over raw memory hold up safepoints to their end:
     * filling a GiB did so for seconds. The loops around the pieces have no fixed stride, so that the JIT compiler polls
     * for a safepoint in every round.
     */
    private static final long PIECE_BYTE_SIZE = 1 << 16;

    private RawMemory() {}

    @SuppressWarnings("restricted")
    private static MemorySegment allOfMemory() {
        try {
            return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
        } catch (IllegalCallerException e) {
            throw NativeAccess.denied(e);
        }
    }

    /**
     * Reads a byte.
     *
     * @param address where
     * @return the value
     */
    public static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    /**
     * Writes a byte.
     *
     * @param address where
     * @param value the value
     */
    public static void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    /**
     * Reads a short.
     *
     * @param address where
     * @return the value
     */
    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    /**
     * Writes a short.
     *
     * @param address where
     * @param value the value
     */
    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    /**
     * Reads an int.
     *
     * @param address where
     * @return the value
     */
    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    /**
     * Writes an int.
     *
     * @param address where
     * @param value the value
     */
    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    /**
     * Reads a long.
     *
     * @param address where
     * @return the value
     */
    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    /**
     * Writes a long.
     *
     * @param address where
     * @param value the value
     */
    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /**
     * Reads a float.
     *
     * @param address where
     * @return the value
     */
    public static float getFloat(long address) {
        return ALL.get(JAVA_FLOAT_UNALIGNED, address);
    }

    /**
     * Writes a float.
     *
     * @param address where
     * @param value the value
     */
    public static void putFloat(long address, float value) {
        ALL.set(JAVA_FLOAT_UNALIGNED, address, value);
    }

    /**
     * Reads a double.
     *
     * @param address where
     * @return the value
     */
    public static double getDouble(long address) {
        return ALL.get(JAVA_DOUBLE_UNALIGNED, address);
    }

    /**
     * Writes a double.
     *
     * @param address where
     * @param value the value
     */
    public static void putDouble(long address, double value) {
        ALL.set(JAVA_DOUBLE_UNALIGNED, address, value);
    }

    /**
     * Reads an int with acquire semantics.
     *
     * @param address where, a multiple of 4
     * @return the value
     */
    public static int getIntAcquire(long address) {
        return (int) INT.getAcquire(ALL, address);
    }

    /**
     * Writes an int with release semantics.
     *
     * @param address where, a multiple of 4
     * @param value the value
     */
    public static void putIntRelease(long address, int value) {
        INT.setRelease(ALL, address, value);
    }

    /**
     * Reads a long with acquire semantics.
     *
     * @param address where, a multiple of 8
     * @return the value
     */
    public static long getLongAcquire(long address) {
        return (long) LONG.getAcquire(ALL, address);
    }

    /**
     * Writes a long with release semantics.
     *
     * @param address where, a multiple of 8
     * @param value the value
     */
    public static void putLongRelease(long address, long value) {
        LONG.setRelease(ALL, address, value);
    }

    /**
     * Reads a long with volatile semantics.
     *
     * @param address where, a multiple of 8
     * @return the value
     */
    public static long getLongVolatile(long address) {
        return (long) LONG.getVolatile(ALL, address);
    }

    /**
     * Writes a long with volatile semantics.
     *
     * @param address where, a multiple of 8
     * @param value the value
     */
    public static void putLongVolatile(long address, long value) {
        LONG.setVolatile(ALL, address, value);
    }

    /**
     * Replaces a long if it has the expected value, with volatile semantics.
     *
     * @param address where, a multiple of 8
     * @param expected the value it must have
     * @param value the value to write
     * @return whether it was replaced
     */
    public static boolean compareAndSetLong(long address, long expected, long value) {
        return LONG.compareAndSet(ALL, address, expected, value);
    }

    /**
     * Adds to a long atomically, with volatile semantics.
     *
     * @param address where, a multiple of 8
     * @param delta what to add
     * @return the value before
     */
    public static long getAndAddLong(long address, long delta) {
        return (long) LONG.getAndAdd(ALL, address, delta);
    }

    /**
     * Copies bytes; the ranges may overlap. However many they are, no safepoint waits for all of them.
     *
     * @param from where to read
     * @param to where to write
     * @param byteSize how many, 0 or more
     */
    public static void copy(long from, long to, long byteSize) {
        if (from < to && to - from < byteSize) {
            // The end of the source is overwritten first: go backwards, piece by piece.
            for (long left = byteSize; left > 0; ) {
                long piece = Math.min(left, PIECE_BYTE_SIZE);
                left -= piece;
                MemorySegment.copy(ALL, from + left, ALL, to + left, piece);
            }
        } else {
            for (long done = 0; done < byteSize; ) {
                long piece = Math.min(byteSize - done, PIECE_BYTE_SIZE);
                MemorySegment.copy(ALL, from + done, ALL, to + done, piece);
                done += piece;
            }
        }
    }

    /**
     * Copies bytes out of an array.
     *
     * @param array where to read
     * @param offset the first element
     * @param to where to write
     * @param length how many, 0 or more
     * @throws IndexOutOfBoundsException if the array has no such range
     */
    public static void copyFromArray(byte[] array, int offset, long to, int length) {
        MemorySegment.copy(array, offset, ALL, JAVA_BYTE, to, length);
    }

    /**
     * Copies bytes into an array.
     *
     * @param from where to read
     * @param array where to write
     * @param offset the first element
     * @param length how many, 0 or more
     * @throws IndexOutOfBoundsException if the array has no such range
     */
    public static void copyToArray(long from, byte[] array, int offset, int length) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, array, offset, length);
    }

    /**
     * Sets bytes to one value. However many they are, no safepoint waits for all of them.
     *
     * @param address where
     * @param byteSize how many, 0 or more
     * @param value the value
     */
    public static void fill(long address, long byteSize, byte value) {
        for (long done = 0; done < byteSize; ) {
            long piece = Math.min(byteSize - done, PIECE_BYTE_SIZE);
            ALL.asSlice(address + done, piece).fill(value);
            done += piece;
        }
    }

    /**
     * Compares bytes. However many they are, no safepoint waits for all of them.
     *
     * @param one where
     * @param other where
     * @param byteSize how many, 0 or more
     * @return the offset of the first byte that differs, or -1
     */
    public static long mismatch(long one, long other, long byteSize) {
        for (long done = 0; done < byteSize; ) {
            long piece = Math.min(byteSize - done, PIECE_BYTE_SIZE);
            long found = MemorySegment.mismatch(
                    ALL, one + done, one + done + piece, ALL, other + done, other + done + piece);
            if (found >= 0) {
                return done + found;
            }
            done += piece;
        }
        return -1;
    }

    /**
     * Shows bytes as a direct buffer, for interfaces that take no address. It owns nothing: once the block is freed, the
     * buffer must not be used any more, and nothing stops that.
     *
     * @param address where
     * @param byteSize how many, 0 or more
     * @return a new buffer from position 0 to {@code byteSize}, big-endian
     * @throws IndexOutOfBoundsException if {@code address} or {@code byteSize} is negative
     */
    public static ByteBuffer byteBuffer(long address, int byteSize) {
        return ALL.asSlice(address, byteSize).asByteBuffer();
    }
}
