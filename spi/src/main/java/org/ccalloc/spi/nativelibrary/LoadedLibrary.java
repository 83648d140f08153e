package org.ccalloc.spi.nativelibrary;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A library in this process, which has the functions that it must have.
 *
 * @param symbols its functions
 * @param prefix what stands before their names
 * @param origin where it came from
 * @param thread the thread that loaded it; only for the class loader that was the first
 */
record LoadedLibrary(
        SymbolLookup symbols, String prefix, LibraryOrigin origin, Optional<ScheduledExecutorService> thread) {

    /** Directory in which to put bundled libraries, instead of loading them from memory. */
    static final String DIRECTORY_PROPERTY = "ccalloc.library.directory";

    /**
     * Looks in the three places.
     *
     * @param description which library
     * @return the library
     * @throws LibraryUnavailableException if it cannot be had
     */
    static LoadedLibrary load(LibraryDescription description) throws LibraryUnavailableException {
        try {
            String given = System.getProperty(description.fileProperty());
            if (given != null) {
                return GivenLibrary.load(description, given);
            }
            return bundledOrSystem(description, Platform.current());
        } catch (IllegalCallerException e) {
            throw new LibraryUnavailableException(
                    "native access is denied by this JVM", "add " + NativeAccess.flag() + " to the java command");
        }
    }

    private static LoadedLibrary bundledOrSystem(LibraryDescription description, Platform platform)
            throws LibraryUnavailableException {
        Optional<BundledLibrary> bundled = BundledLibrary.find(description, platform);
        if (bundled.isEmpty()) {
            return SystemLibrary.load(description, platform);
        }
        Optional<String> directory = Optional.ofNullable(System.getProperty(DIRECTORY_PROPERTY));
        Optional<SealedMemoryFile> memory =
                platform.isLinux() && directory.isEmpty() ? SealedMemoryFile.bind() : Optional.empty();
        return new BundledLibraryLoading(description, platform, bundled.get()).load(memory, directory);
    }

    /**
     * Checks that what was opened is what was meant.
     *
     * @param description which library
     * @param opened what was opened
     * @param origin where it came from
     * @return the library
     * @throws LibraryUnavailableException if it lacks functions
     */
    static LoadedLibrary checked(LibraryDescription description, DynamicLinker.Opened opened, LibraryOrigin origin)
            throws LibraryUnavailableException {
        List<String> missing = List.of();
        for (String prefix : description.symbolPrefixes()) {
            missing = new ArrayList<>();
            for (String symbol : description.requiredSymbols()) {
                if (opened.symbols().find(prefix + symbol).isEmpty()) {
                    missing.add(symbol);
                }
            }
            if (missing.isEmpty()) {
                return new LoadedLibrary(opened.symbols(), prefix, origin, opened.thread());
            }
        }
        throw origin.unavailable(
                description,
                origin.text() + " is not a " + description.fileStem() + " that can be used: it lacks the functions "
                        + missing);
    }

    Optional<MemorySegment> find(String symbol) {
        return symbols.find(prefix + symbol);
    }
}
