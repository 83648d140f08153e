package org.ccalloc.mimalloc;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.SHORT_CALL_BYTE_LIMIT;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.Future;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.nativelibrary.LibraryBinding;
import org.ccalloc.spi.nativelibrary.LibraryDescription;

/**
 * The functions of mimalloc, as {@code mimalloc.h} declares them; pointers and {@code size_t} are {@code long}.
 *
 * <p>Where a function has two handles, the one named {@code ..._LONG} lets the JVM reach a safepoint meanwhile; see
 * {@link LibraryBinding}.
 */
final class MimallocLibrary {

    private static final LibraryBinding LIBRARY = LibraryBinding.of(new LibraryDescription(
            "mimalloc",
            MimallocLibrary.class,
            "mimalloc",
            List.of(""),
            List.of(
                    "mi_malloc",
                    "mi_zalloc",
                    "mi_malloc_aligned",
                    "mi_zalloc_aligned",
                    "mi_realloc",
                    "mi_realloc_aligned",
                    "mi_expand",
                    "mi_free",
                    "mi_usable_size",
                    "mi_collect",
                    "mi_version"),
            List.of("libmimalloc.so.3", "libmimalloc.so.2", "libmimalloc.so")));

    private static final FunctionDescriptor ONE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor TWO = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor THREE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor FREE_TYPE = FunctionDescriptor.ofVoid(JAVA_LONG);

    private static final Future<?> SETTINGS = MimallocSettings.apply(LIBRARY);

    private static final MethodHandle MALLOC = LIBRARY.shortCall("mi_malloc", ONE);
    private static final MethodHandle FREE = LIBRARY.shortCall("mi_free", FREE_TYPE);

    // The rest is bound when it is first needed: each kind of call costs the start of a JVM some milliseconds.

    /** For large blocks and those of unknown size. */
    private static final class Large {
        static final MethodHandle MALLOC = LIBRARY.call("mi_malloc", ONE);
        static final MethodHandle ZALLOC = LIBRARY.call("mi_zalloc", ONE);
        static final MethodHandle FREE = LIBRARY.call("mi_free", FREE_TYPE);
    }

    private static final class Zeroed {
        static final MethodHandle ZALLOC = LIBRARY.shortCall("mi_zalloc", ONE);
    }

    private static final class Aligned {
        static final MethodHandle MALLOC = LIBRARY.shortCall("mi_malloc_aligned", TWO);
        static final MethodHandle MALLOC_LONG = LIBRARY.call("mi_malloc_aligned", TWO);
        static final MethodHandle ZALLOC = LIBRARY.shortCall("mi_zalloc_aligned", TWO);
        static final MethodHandle ZALLOC_LONG = LIBRARY.call("mi_zalloc_aligned", TWO);
    }

    private static final class Resizing {
        static final MethodHandle REALLOC = LIBRARY.shortCall("mi_realloc", TWO);
        static final MethodHandle REALLOC_LONG = LIBRARY.call("mi_realloc", TWO);
        static final MethodHandle REALLOC_ALIGNED = LIBRARY.shortCall("mi_realloc_aligned", THREE);
        static final MethodHandle REALLOC_ALIGNED_LONG = LIBRARY.call("mi_realloc_aligned", THREE);
        static final MethodHandle EXPAND = LIBRARY.shortCall("mi_expand", TWO);
    }

    private static final class Asking {
        static final MethodHandle USABLE_SIZE = LIBRARY.shortCall("mi_usable_size", ONE);
        static final MethodHandle VERSION = LIBRARY.call("mi_version", FunctionDescriptor.of(JAVA_INT));
    }

    private static final class Trimming {
        static final MethodHandle COLLECT = LIBRARY.call("mi_collect", FunctionDescriptor.ofVoid(JAVA_BOOLEAN));
    }

    /** Of {@code lwjgl-mimalloc} 3.4.3. */
    static final String BUNDLED_VERSION = "mimalloc 3.5.0";

    static {
        // Settings hold for what is allocated after them.
        LibraryBinding.await(SETTINGS);
    }

    private MimallocLibrary() {}

    static Availability availability() {
        return LIBRARY.availability(LIBRARY.isBundled() ? BUNDLED_VERSION : LIBRARY.has("mi_version") ? version() : "");
    }

    /**
     * {@code int mi_version(void)}, which a {@link #BUNDLED_VERSION bundled} library need not be asked: major, minor and patch, two digits each from version 3.3 on, one digit each before.
     *
     * @return the version, such as {@code mimalloc 3.5.0}
     */
    static String version() {
        try {
            return "mimalloc " + versionText((int) Asking.VERSION.invokeExact());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static String versionText(int version) {
        int base = version < 10_000 ? 10 : 100;
        return version / (base * base) + "." + version / base % base + "." + version % base;
    }

    /**
     * {@code void* mi_malloc(size_t size)}.
     *
     * @param byteSize bytes
     * @return the block, or 0
     */
    static long malloc(long byteSize) {
        try {
            return byteSize < SHORT_CALL_BYTE_LIMIT
                    ? (long) MALLOC.invokeExact(byteSize)
                    : (long) Large.MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_zalloc(size_t size)}.
     *
     * @param byteSize bytes
     * @return the zeroed block, or 0
     */
    static long zalloc(long byteSize) {
        try {
            return byteSize < SHORT_CALL_BYTE_LIMIT
                    ? (long) Zeroed.ZALLOC.invokeExact(byteSize)
                    : (long) Large.ZALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_malloc_aligned(size_t size, size_t alignment)}.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long mallocAligned(long byteSize, long byteAlignment) {
        try {
            return isShort(byteSize, byteAlignment)
                    ? (long) Aligned.MALLOC.invokeExact(byteSize, byteAlignment)
                    : (long) Aligned.MALLOC_LONG.invokeExact(byteSize, byteAlignment);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_zalloc_aligned(size_t size, size_t alignment)}.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the zeroed block, or 0
     */
    static long zallocAligned(long byteSize, long byteAlignment) {
        try {
            return isShort(byteSize, byteAlignment)
                    ? (long) Aligned.ZALLOC.invokeExact(byteSize, byteAlignment)
                    : (long) Aligned.ZALLOC_LONG.invokeExact(byteSize, byteAlignment);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_realloc(void* p, size_t newsize)}.
     *
     * @param address the block
     * @param oldByteSize its size
     * @param newByteSize bytes
     * @return the block, or 0
     */
    static long realloc(long address, long oldByteSize, long newByteSize) {
        try {
            return isShort(oldByteSize, newByteSize)
                    ? (long) Resizing.REALLOC.invokeExact(address, newByteSize)
                    : (long) Resizing.REALLOC_LONG.invokeExact(address, newByteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_realloc_aligned(void* p, size_t newsize, size_t alignment)}.
     *
     * @param address the block
     * @param oldByteSize its size
     * @param newByteSize bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        try {
            return isShort(oldByteSize | newByteSize, byteAlignment)
                    ? (long) Resizing.REALLOC_ALIGNED.invokeExact(address, newByteSize, byteAlignment)
                    : (long) Resizing.REALLOC_ALIGNED_LONG.invokeExact(address, newByteSize, byteAlignment);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mi_expand(void* p, size_t newsize)}.
     *
     * @param address the block
     * @param newByteSize bytes
     * @return the address if the block now has that size, 0 if nothing changed
     */
    static long expand(long address, long newByteSize) {
        try {
            return (long) Resizing.EXPAND.invokeExact(address, newByteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void mi_free(void* p)} for a block of known size.
     *
     * @param address the block
     * @param byteSize its size
     */
    static void free(long address, long byteSize) {
        try {
            if (byteSize < SHORT_CALL_BYTE_LIMIT) {
                FREE.invokeExact(address);
            } else {
                Large.FREE.invokeExact(address);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code size_t mi_usable_size(const void* p)}.
     *
     * @param address the block
     * @return bytes
     */
    static long usableSize(long address) {
        try {
            return (long) Asking.USABLE_SIZE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void mi_collect(bool force)}, forced: gives back what the calling thread and what nobody uses. mimalloc does
     * nothing for a thread that it does not know, so the thread allocates first.
     */
    static void collect() {
        free(malloc(1), 1);
        try {
            Trimming.COLLECT.invokeExact(true);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Both below the limit: alignment costs as much as size does. */
    private static boolean isShort(long one, long other) {
        return (one | other) < SHORT_CALL_BYTE_LIMIT;
    }
}
