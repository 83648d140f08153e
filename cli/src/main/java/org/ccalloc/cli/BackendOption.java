package org.ccalloc.cli;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --backend}: another way to write the system property. */
final class BackendOption {

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The allocator to use, as -D" + CcAllocators.BACKEND_PROPERTY
                    + "=NAME; 'ccalloc backends' lists them.")
    private @Nullable String name;

    /** Makes the choice known to {@link CcAllocators}; before its first use. */
    void apply() {
        if (name != null) {
            System.setProperty(CcAllocators.BACKEND_PROPERTY, name);
        }
    }

    /** The allocator chosen. */
    CcAllocator allocator() {
        apply();
        return CcAllocators.get();
    }
}
