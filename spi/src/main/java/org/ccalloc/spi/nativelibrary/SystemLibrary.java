package org.ccalloc.spi.nativelibrary;

import java.util.ArrayList;
import java.util.List;

/** The library that the system has, for platforms without a bundled one. */
final class SystemLibrary {

    private SystemLibrary() {}

    static LoadedLibrary load(LibraryDescription description, Platform platform) throws LibraryUnavailableException {
        List<String> failures = new ArrayList<>();
        for (String name : description.systemNames()) {
            LibraryOrigin origin = new LibraryOrigin(LibraryOrigin.Place.SYSTEM, "the system's " + name, "not known");
            try {
                return LoadedLibrary.checked(description, DynamicLinker.open(name, name), origin);
            } catch (IllegalArgumentException e) {
                failures.add(DynamicLinker.reason(name));
            }
        }
        throw LibraryOrigin.unavailable(
                LibraryOrigin.Place.SYSTEM,
                description,
                "no library is bundled for " + platform.folder() + ", and the system has none: "
                        + String.join("; ", failures));
    }
}
