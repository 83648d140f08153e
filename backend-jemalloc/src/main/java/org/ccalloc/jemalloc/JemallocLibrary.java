package org.ccalloc.jemalloc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.SHORT_CALL_BYTE_LIMIT;
import static org.ccalloc.spi.nativelibrary.LibraryBinding.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.List;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.nativelibrary.LibraryBinding;
import org.ccalloc.spi.nativelibrary.LibraryDescription;

/**
 * The functions of jemalloc, as {@code jemalloc.h} declares them; pointers and {@code size_t} are {@code long}.
 *
 * <p>Those of heaps are in {@link JemallocHeapLibrary}. Only the extended interface ({@code mallocx} and its like) is used. Where a function has two handles, the unhurried one
 * lets the JVM reach a safepoint meanwhile; see {@link LibraryBinding}.
 */
final class JemallocLibrary {

    private static final LibraryBinding LIBRARY = LibraryBinding.of(new LibraryDescription(
            "jemalloc",
            JemallocLibrary.class,
            "jemalloc",
            List.of("je_", ""),
            List.of("mallocx", "rallocx", "xallocx", "dallocx", "sallocx", "mallctl"),
            List.of("libjemalloc.so.2", "libjemalloc.so")));

    /** {@code MALLOCX_ZERO} of {@code jemalloc.h}. */
    static final long ZERO = 0x40;

    /** {@code MALLCTL_ARENAS_ALL} of {@code jemalloc.h}. */
    private static final int ARENAS_ALL = 4096;

    /** Of {@code lwjgl-jemalloc} 3.4.3. */
    private static final String BUNDLED_VERSION = "5.3.1";

    private static final MethodHandle MALLOCX = LIBRARY.shortCall("mallocx");
    private static final MethodHandle RALLOCX = LIBRARY.shortCall("rallocx");
    private static final MethodHandle DALLOCX = LIBRARY.shortCall("dallocx");
    private static final MethodHandle SALLOCX = LIBRARY.shortCall("sallocx");

    // The rest is bound when it is first needed: each kind of call costs the start of a JVM some milliseconds.

    /** For large blocks and those of unknown size. */
    private static final class Unhurried {
        static final MethodHandle MALLOCX = LIBRARY.call("mallocx");
        static final MethodHandle RALLOCX = LIBRARY.call("rallocx");
        static final MethodHandle DALLOCX = LIBRARY.call("dallocx");
    }

    private static final class InPlace {
        private static final FunctionDescriptor XALLOCX_TYPE =
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
        static final MethodHandle XALLOCX = LIBRARY.shortCall("xallocx", XALLOCX_TYPE);
        static final MethodHandle XALLOCX_UNHURRIED = LIBRARY.call("xallocx", XALLOCX_TYPE);
    }

    static final class Control {
        static final MethodHandle MALLCTL =
                LIBRARY.call("mallctl", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    }

    static {
        // Not waited for: it changes nothing that is allocated, and pages decay for a while before they are purged.
        LIBRARY.runLater(JemallocLibrary::purgeInTheBackground, Duration.ZERO);
    }

    private JemallocLibrary() {}

    static Availability availability() {
        return LIBRARY.availability(LIBRARY.has("mallctl") ? version() : "");
    }

    /** The bundled build was made without its version's name in it. */
    private static String version() {
        if (LIBRARY.isBundled()) {
            return "jemalloc " + BUNDLED_VERSION;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(ADDRESS);
            MemorySegment byteSize = arena.allocateFrom(JAVA_LONG, ADDRESS.byteSize());
            int error = (int) Control.MALLCTL.invokeExact(
                    arena.allocateFrom("version"), version, byteSize, MemorySegment.NULL, 0L);
            return "jemalloc " + (error == 0 ? LibraryBinding.text(version.get(JAVA_LONG, 0)) : "of unknown version");
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* mallocx(size_t size, int flags)}.
     *
     * @param byteSize bytes
     * @return the block, or 0
     */
    static long malloc(long byteSize) {
        return mallocx(byteSize, 1, 0);
    }

    /**
     * {@code mallocx} with {@code MALLOCX_ZERO}.
     *
     * @param byteSize bytes
     * @return the zeroed block, or 0
     */
    static long zalloc(long byteSize) {
        return mallocx(byteSize, 1, ZERO);
    }

    /**
     * {@code mallocx} with {@code MALLOCX_LG_ALIGN}.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the block, or 0
     */
    static long mallocAligned(long byteSize, long byteAlignment) {
        return mallocx(byteSize, byteAlignment, 0);
    }

    /**
     * {@code mallocx} with {@code MALLOCX_ZERO} and {@code MALLOCX_LG_ALIGN}.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two
     * @return the zeroed block, or 0
     */
    static long zallocAligned(long byteSize, long byteAlignment) {
        return mallocx(byteSize, byteAlignment, ZERO);
    }

    /**
     * {@code void* mallocx(size_t size, int flags)}.
     *
     * @param byteSize bytes
     * @param byteAlignment a power of two; 1 for natural alignment
     * @param flags others than the alignment
     * @return the block, or 0
     */
    static long mallocx(long byteSize, long byteAlignment, long flags) {
        try {
            long allFlags = flags | lgAlign(byteAlignment);
            return (byteSize | byteAlignment) < SHORT_CALL_BYTE_LIMIT
                    ? (long) MALLOCX.invokeExact(byteSize, allFlags, 0L)
                    : (long) Unhurried.MALLOCX.invokeExact(byteSize, allFlags, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void* rallocx(void* ptr, size_t size, int flags)}.
     *
     * @param address the block
     * @param oldByteSize its size
     * @param newByteSize bytes
     * @param byteAlignment a power of two; 1 for natural alignment
     * @return the block, or 0
     */
    static long realloc(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return rallocx(address, oldByteSize, newByteSize, byteAlignment, 0);
    }

    /**
     * {@code void* rallocx(void* ptr, size_t size, int flags)}.
     *
     * @param address the block
     * @param oldByteSize its size
     * @param newByteSize bytes
     * @param byteAlignment a power of two; 1 for natural alignment
     * @param flags others than the alignment
     * @return the block, or 0
     */
    static long rallocx(long address, long oldByteSize, long newByteSize, long byteAlignment, long flags) {
        try {
            long allFlags = flags | lgAlign(byteAlignment);
            return (oldByteSize | newByteSize | byteAlignment) < SHORT_CALL_BYTE_LIMIT
                    ? (long) RALLOCX.invokeExact(address, newByteSize, allFlags)
                    : (long) Unhurried.RALLOCX.invokeExact(address, newByteSize, allFlags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code size_t xallocx(void* ptr, size_t size, size_t extra, int flags)}, without extra.
     *
     * @param address the block
     * @param oldByteSize its size
     * @param newByteSize bytes
     * @return the usable size that the block has now
     */
    static long resize(long address, long oldByteSize, long newByteSize) {
        try {
            return (oldByteSize | newByteSize) < SHORT_CALL_BYTE_LIMIT
                    ? (long) InPlace.XALLOCX.invokeExact(address, newByteSize, 0L, 0)
                    : (long) InPlace.XALLOCX_UNHURRIED.invokeExact(address, newByteSize, 0L, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code void dallocx(void* ptr, int flags)} for a block of known size. Not {@code sdallocx}: that one needs the
     * alignment that the block was asked for with, and corrupts its size classes without.
     *
     * @param address the block
     * @param byteSize its size
     */
    static void free(long address, long byteSize) {
        dallocx(address, byteSize, 0);
    }

    /**
     * {@code void dallocx(void* ptr, int flags)}.
     *
     * @param address the block
     * @param byteSize its size
     * @param flags such as the thread cache to put it into
     */
    static void dallocx(long address, long byteSize, long flags) {
        try {
            if (byteSize < SHORT_CALL_BYTE_LIMIT) {
                long _ = (long) DALLOCX.invokeExact(address, flags, 0L);
            } else {
                long _ = (long) Unhurried.DALLOCX.invokeExact(address, flags, 0L);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@code size_t sallocx(const void* ptr, int flags)}.
     *
     * @param address the block
     * @return bytes
     */
    static long usableSize(long address) {
        try {
            return (long) SALLOCX.invokeExact(address, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Flushes the calling thread's cache and purges all arenas. */
    static void purge() {
        control("thread.tcache.flush", MemorySegment.NULL, 0);
        control("arena." + ARENAS_ALL + ".purge", MemorySegment.NULL, 0);
    }

    /**
     * Purging on threads of jemalloc's own, where it can: otherwise some free of a few bytes pays, in a short call, for
     * gigabytes that were freed before it. Where it cannot, this changes nothing.
     */
    private static void purgeInTheBackground() {
        try (Arena arena = Arena.ofConfined()) {
            control("background_thread", arena.allocateFrom(JAVA_BYTE, (byte) 1), 1);
        }
    }

    /**
     * {@code int mallctl(const char* name, void* oldp, size_t* oldlenp, void* newp, size_t newlen)}, reading nothing.
     *
     * @param name of the setting or the action
     * @param value the new value
     * @param byteSize its size
     * @return 0, or an errno
     */
    static int control(String name, MemorySegment value, long byteSize) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Control.MALLCTL.invokeExact(
                    arena.allocateFrom(name), MemorySegment.NULL, MemorySegment.NULL, value, byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code MALLOCX_LG_ALIGN} of the alignment's logarithm. */
    private static long lgAlign(long byteAlignment) {
        return Long.numberOfTrailingZeros(byteAlignment);
    }
}
