package org.ccalloc.mimalloc;

import static org.ccalloc.spi.nativelibrary.LibraryBinding.SHORT_CALL_BYTE_LIMIT;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.nativelibrary.LibraryBinding;
import org.ccalloc.spi.nativelibrary.LibraryDescription;

/**
 * The functions of mimalloc, as {@code mimalloc.h} declares them; pointers and {@code size_t} are {@code long}.
 *
 * <p>Those of heaps are in {@link MimallocHeapLibrary}. Where a function has two handles, the one in {@link Unhurried} lets the JVM reach a safepoint meanwhile; see {@link
 * LibraryBinding}.
 */
final class MimallocLibrary {

    static final LibraryBinding LIBRARY = LibraryBinding.of(new LibraryDescription(
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

    static {
        MimallocSettings.apply(LIBRARY);
    }

    private static final MethodHandle MALLOC = LIBRARY.shortCall("mi_malloc");
    private static final MethodHandle ZALLOC = LIBRARY.shortCall("mi_zalloc");
    private static final MethodHandle MALLOC_ALIGNED = LIBRARY.shortCall("mi_malloc_aligned");
    private static final MethodHandle ZALLOC_ALIGNED = LIBRARY.shortCall("mi_zalloc_aligned");
    private static final MethodHandle REALLOC = LIBRARY.shortCall("mi_realloc");
    private static final MethodHandle REALLOC_ALIGNED = LIBRARY.shortCall("mi_realloc_aligned");
    private static final MethodHandle EXPAND = LIBRARY.shortCall("mi_expand");
    private static final MethodHandle FREE = LIBRARY.shortCall("mi_free");
    private static final MethodHandle USABLE_SIZE = LIBRARY.shortCall("mi_usable_size");
    private static final MethodHandle VERSION = LIBRARY.shortCall("mi_version");

    /** For large blocks and those of unknown size. Bound when first needed, being a kind of call of its own. */
    private static final class Unhurried {
        static final MethodHandle MALLOC = LIBRARY.call("mi_malloc");
        static final MethodHandle ZALLOC = LIBRARY.call("mi_zalloc");
        static final MethodHandle MALLOC_ALIGNED = LIBRARY.call("mi_malloc_aligned");
        static final MethodHandle ZALLOC_ALIGNED = LIBRARY.call("mi_zalloc_aligned");
        static final MethodHandle REALLOC = LIBRARY.call("mi_realloc");
        static final MethodHandle REALLOC_ALIGNED = LIBRARY.call("mi_realloc_aligned");
        static final MethodHandle FREE = LIBRARY.call("mi_free");
        static final MethodHandle COLLECT = LIBRARY.call("mi_collect");
    }

    /** Of {@code lwjgl-mimalloc} 3.4.3. */
    static final String BUNDLED_VERSION = "mimalloc 3.5.0";

    private MimallocLibrary() {}

    static Availability availability() {
        return LIBRARY.availability(LIBRARY.isBundled() ? BUNDLED_VERSION : LIBRARY.has("mi_version") ? version() : "");
    }

    /**
     * Whether the library has heaps that serve all threads, as {@link MimallocHeapLibrary} binds them.
     *
     * @return true for the bundled one
     */
    static boolean hasHeapsForAllThreads() {
        return LIBRARY.isBundled() || LIBRARY.has("mi_heap_theap");
    }

    /**
     * {@code int mi_version(void)}, which a {@link #BUNDLED_VERSION bundled} library need not be asked: major, minor and patch, two digits each from version 3.3 on, one digit each before.
     *
     * @return the version, such as {@code mimalloc 3.5.0}
     */
    static String version() {
        try {
            return "mimalloc " + versionText((int) (long) VERSION.invokeExact(0L, 0L, 0L));
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
                    ? (long) MALLOC.invokeExact(byteSize, 0L, 0L)
                    : (long) Unhurried.MALLOC.invokeExact(byteSize, 0L, 0L);
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
                    ? (long) ZALLOC.invokeExact(byteSize, 0L, 0L)
                    : (long) Unhurried.ZALLOC.invokeExact(byteSize, 0L, 0L);
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
                    ? (long) MALLOC_ALIGNED.invokeExact(byteSize, byteAlignment, 0L)
                    : (long) Unhurried.MALLOC_ALIGNED.invokeExact(byteSize, byteAlignment, 0L);
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
                    ? (long) ZALLOC_ALIGNED.invokeExact(byteSize, byteAlignment, 0L)
                    : (long) Unhurried.ZALLOC_ALIGNED.invokeExact(byteSize, byteAlignment, 0L);
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
                    ? (long) REALLOC.invokeExact(address, newByteSize, 0L)
                    : (long) Unhurried.REALLOC.invokeExact(address, newByteSize, 0L);
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
                    ? (long) REALLOC_ALIGNED.invokeExact(address, newByteSize, byteAlignment)
                    : (long) Unhurried.REALLOC_ALIGNED.invokeExact(address, newByteSize, byteAlignment);
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
            return (long) EXPAND.invokeExact(address, newByteSize, 0L);
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
                long _ = (long) FREE.invokeExact(address, 0L, 0L);
            } else {
                long _ = (long) Unhurried.FREE.invokeExact(address, 0L, 0L);
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
            return (long) USABLE_SIZE.invokeExact(address, 0L, 0L);
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
            long _ = (long) Unhurried.COLLECT.invokeExact(1L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Both below the limit: alignment costs as much as size does. */
    static boolean isShort(long one, long other) {
        return (one | other) < SHORT_CALL_BYTE_LIMIT;
    }
}
