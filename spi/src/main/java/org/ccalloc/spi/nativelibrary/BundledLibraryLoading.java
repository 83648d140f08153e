package org.ccalloc.spi.nativelibrary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gets a bundled library into the process, once: from a sealed memory file on Linux, else, or where that fails, from a
 * private directory that is removed again.
 *
 * <p>The path that the dynamic linker knows the library by is published in a system property, for other class loaders:
 * opening that same path gives them the same copy, also when the file is gone, since glibc compares paths before it looks
 * for files.
 */
final class BundledLibraryLoading {

    private final LibraryDescription description;
    private final Platform platform;
    private final BundledLibrary file;
    private final List<String> failures = new ArrayList<>();

    BundledLibraryLoading(LibraryDescription description, Platform platform, BundledLibrary file) {
        this.description = description;
        this.platform = platform;
        this.file = file;
    }

    /**
     * Loads the library.
     *
     * @param memory what makes memory files; empty to do without
     * @param directory where the user wants the library's file to be put meanwhile; empty to choose
     * @return the library
     * @throws LibraryUnavailableException if it cannot be loaded in any way
     */
    LoadedLibrary load(Optional<SealedMemoryFile> memory, Optional<String> directory)
            throws LibraryUnavailableException {
        synchronized (DynamicLinker.lock(file.sha256())) {
            Optional<String> published = DynamicLinker.published(file.sha256());
            if (published.isPresent()) {
                return shared(published.get());
            }
            if (memory.isPresent()) {
                Optional<String> path = memory.get().create(file.path().replace('/', '-'), file.bytes());
                Optional<DynamicLinker.Opened> opened = path.isPresent() ? open(path.get(), "memfd") : Optional.empty();
                if (opened.isPresent()) {
                    return loaded(opened.get(), "in a sealed memfd");
                }
            }
            for (Path parent : parents(directory)) {
                Optional<DynamicLinker.Opened> opened = openIn(parent);
                if (opened.isPresent()) {
                    return loaded(opened.get(), "unpacked");
                }
            }
            throw new LibraryUnavailableException(
                    "the bundled library " + file.path() + " cannot be loaded: " + String.join("; ", failures),
                    "let the system property " + LoadedLibrary.DIRECTORY_PROPERTY
                            + " name a directory that is writable and not mounted noexec, or "
                            + description.fileProperty() + " a library file of your own",
                    directory.isPresent());
        }
    }

    private LoadedLibrary shared(String published) throws LibraryUnavailableException {
        try {
            return loaded(DynamicLinker.open(file.sha256(), published), "shared with another class loader");
        } catch (IllegalArgumentException e) {
            throw new LibraryUnavailableException(
                    "the copy of " + file.path() + " that this process has, " + published + ", cannot be shared: "
                            + DynamicLinker.reason(published),
                    "do not set or change the system properties org.ccalloc.loaded.*");
        }
    }

    private Optional<DynamicLinker.Opened> openIn(Path parent) {
        if (platform.isWindows()) {
            PrivateDirectory.sweep(parent);
        }
        try {
            PrivateDirectory directory = PrivateDirectory.createIn(parent);
            try {
                return open(directory.write(file).toString(), parent.toString());
            } finally {
                directory.remove();
            }
        } catch (IOException e) {
            failures.add(parent + ": " + e);
            return Optional.empty();
        }
    }

    /**
     * Opens.
     *
     * @param path the file
     * @param place where it is, for the list of failures
     * @return the library; empty, with a failure noted, if it cannot be opened
     */
    private Optional<DynamicLinker.Opened> open(String path, String place) {
        try {
            return Optional.of(DynamicLinker.open(file.sha256(), path));
        } catch (IllegalArgumentException e) {
            failures.add(place + ": " + DynamicLinker.reason(path));
            return Optional.empty();
        }
    }

    private LoadedLibrary loaded(DynamicLinker.Opened opened, String how) throws LibraryUnavailableException {
        String path = DynamicLinker.published(file.sha256()).orElseThrow();
        return LoadedLibrary.checked(
                description,
                opened,
                new LibraryOrigin(
                        LibraryOrigin.Place.BUNDLED,
                        "bundled " + file.path() + ", " + how + ", " + path,
                        file.sha256()));
    }

    private static List<Path> parents(Optional<String> directory) {
        return directory
                .map(given -> List.of(Path.of(given)))
                .orElseGet(() -> List.of(
                        Path.of(System.getProperty("java.io.tmpdir", ".")),
                        Path.of(System.getProperty("user.home", "."))));
    }
}
