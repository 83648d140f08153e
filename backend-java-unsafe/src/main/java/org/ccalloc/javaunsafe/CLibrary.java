package org.ccalloc.javaunsafe;

import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccalloc.spi.Availability;
import org.ccalloc.spi.nativelibrary.LibraryBinding;
import org.ccalloc.spi.nativelibrary.LibraryDescription;

/**
 * The C library that the process has anyway, through the foreign function API: for memory where {@code
 * sun.misc.Unsafe} is denied, and for telling the operating system about pages. Initialized only when one of the two
 * is wanted.
 */
final class CLibrary {

    private static final LibraryBinding LIBRARY = LibraryBinding.of(new LibraryDescription(
            JavaUnsafeAllocator.NAME,
            CLibrary.class,
            "c",
            List.of(""),
            List.of("malloc", "free"),
            List.of("libc.so.6", "libc.so", "libSystem.B.dylib", "ucrtbase.dll")));

    private static final MethodHandle MALLOC = LIBRARY.call("malloc");
    private static final MethodHandle FREE = LIBRARY.call("free");
    private static final MethodHandle MADVISE = LIBRARY.call("madvise");

    /** Without it, memory goes back only as the C library sees fit. */
    private static final boolean CAN_ADVISE = LIBRARY.has("madvise") && LIBRARY.has("getpagesize");

    private static final long OS_PAGE_BYTE_SIZE = CAN_ADVISE ? osPageByteSize() : Chunk.PAGE_BYTE_SIZE;

    private CLibrary() {}

    /**
     * What the allocator answers when it depends on this.
     *
     * @return available, if the library was found
     */
    static Availability availability() {
        Availability availability = LIBRARY.availability("the system's");
        if (!(availability instanceof Availability.Available(Map<String, String> details))) {
            return availability;
        }
        Map<String, String> more = new LinkedHashMap<>();
        more.put("memory access", "through the foreign function API, since the JVM denies it through sun.misc.Unsafe");
        more.put("library", details.getOrDefault("library", ""));
        return new Availability.Available(more);
    }

    /**
     * {@code void *malloc(size_t size)}.
     *
     * @param byteSize how much
     * @return where, or 0
     */
    static long malloc(long byteSize) {
        try {
            return (long) MALLOC.invokeExact(byteSize, 0L, 0L);
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        }
    }

    /**
     * {@code void free(void *ptr)}.
     *
     * @param address what {@link #malloc} answered
     */
    static void free(long address) {
        try {
            var _ = (long) FREE.invokeExact(address, 0L, 0L);
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        }
    }

    /** {@code int getpagesize(void)}. */
    private static long osPageByteSize() {
        try {
            return (int) (long) LIBRARY.call("getpagesize").invokeExact(0L, 0L, 0L);
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        }
    }

    /**
     * {@code int madvise(void *addr, size_t length, int advice)}, for the OS pages that lie wholly in a range: the system
     * itself would round the length up.
     *
     * @param address the start of the range
     * @param byteSize its length
     * @param advice a number, as the system has it
     * @return how many bytes the system took it for; 0 where it cannot be asked, as when native access is denied
     */
    static long advise(long address, long byteSize, int advice) {
        long from = (address + OS_PAGE_BYTE_SIZE - 1) & -OS_PAGE_BYTE_SIZE;
        long length = ((address + byteSize) & -OS_PAGE_BYTE_SIZE) - from;
        if (!CAN_ADVISE || length <= 0) {
            return 0;
        }
        try {
            return (int) (long) MADVISE.invokeExact(from, length, (long) advice) == 0 ? length : 0;
        } catch (Throwable e) {
            throw LibraryBinding.unexpected(e);
        }
    }
}
