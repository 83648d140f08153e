package org.ccalloc.spi.nativelibrary;

import org.ccalloc.spi.Availability;

/** A library cannot be had: what was tried, and what to do. */
final class LibraryUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;
    private final boolean misconfigured;

    /**
     * A library that cannot be had through no setting of the user's.
     *
     * @param reason what was tried and what happened
     * @param remedy what to do about it
     */
    LibraryUnavailableException(String reason, String remedy) {
        this(reason, remedy, false);
    }

    LibraryUnavailableException(String reason, String remedy, boolean misconfigured) {
        super(reason);
        this.remedy = remedy;
        this.misconfigured = misconfigured;
    }

    Availability.Unavailable availability() {
        return new Availability.Unavailable(String.valueOf(getMessage()), remedy, misconfigured);
    }
}
