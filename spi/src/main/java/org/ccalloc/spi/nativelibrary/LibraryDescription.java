package org.ccalloc.spi.nativelibrary;

import java.util.List;
import java.util.Objects;

/**
 * Which C library a backend needs and where it may be found.
 *
 * <p>The places, in this order:
 *
 * <ol>
 *   <li>the file named by the system property {@code ccalloc.<backend>.library}: that one or an error;
 *   <li>the file bundled for this platform: the resource {@code META-INF/native/<os>-<arch>/<file>} beside the class
 *       {@code anchor}, whose SHA-256 is listed in the resource {@code META-INF/native/<backend>.sha256}, in the format
 *       of {@code sha256sum}. Loading checks it, or, if there is a list {@code META-INF/native/<backend>.crc32} of
 *       the same format with eight hex digits each, the CRC-32, which takes 20 ms less when a JVM has just started;
 *   <li>where none is bundled: the system's library, by one of {@code systemNames}.
 * </ol>
 *
 * @param backend the name of the allocator, as in {@link org.ccalloc.spi.CcAllocator#name()}
 * @param anchor a class beside which the bundled resources are
 * @param fileStem the library's name without prefix and suffix: {@code mimalloc} for {@code libmimalloc.so} and
 *     {@code mimalloc.dll}
 * @param symbolPrefixes what may stand before the names of functions, tried in this order; {@code ""} for nothing
 * @param requiredSymbols functions, without prefix, that the library must have
 * @param systemNames names of the library for the system's own search, such as {@code libmimalloc.so.2}; may be empty
 */
public record LibraryDescription(
        String backend,
        Class<?> anchor,
        String fileStem,
        List<String> symbolPrefixes,
        List<String> requiredSymbols,
        List<String> systemNames) {

    /**
     * Keeps copies of the lists.
     *
     * @param backend the name of the allocator
     * @param anchor a class beside which the bundled resources are
     * @param fileStem the library's name without prefix and suffix
     * @param symbolPrefixes what may stand before the names of functions
     * @param requiredSymbols functions that the library must have
     * @param systemNames names of the library for the system's own search
     */
    public LibraryDescription {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(anchor, "anchor");
        Objects.requireNonNull(fileStem, "fileStem");
        symbolPrefixes = List.copyOf(symbolPrefixes);
        requiredSymbols = List.copyOf(requiredSymbols);
        systemNames = List.copyOf(systemNames);
    }

    /**
     * The system property that names a library file to use instead of the bundled one.
     *
     * @return {@code ccalloc.<backend>.library}
     */
    public String fileProperty() {
        return "ccalloc." + backend + ".library";
    }
}
