package org.ccalloc.spi;

/**
 * An allocator that was asked for by name cannot be had, or none at all. The message says why, what to do, and which
 * ones there are.
 */
public final class BackendNotAvailableException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    BackendNotAvailableException(String message) {
        super(message);
    }
}
