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
 * sun.misc.Unsafe} is denied. Initialized only then.
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
}
