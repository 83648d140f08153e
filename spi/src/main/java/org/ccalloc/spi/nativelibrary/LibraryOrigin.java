package org.ccalloc.spi.nativelibrary;

/**
 * Where a library came from.
 *
 * @param place which of the three places
 * @param text the same, exactly, for people to read
 * @param sha256 hash of the file; {@code "not known"} if the system found it
 */
record LibraryOrigin(Place place, String text, String sha256) {

    enum Place {
        GIVEN,
        BUNDLED,
        SYSTEM
    }

    /**
     * The error of a library from this place, with what helps there.
     *
     * @param description which library
     * @param reason what is wrong with it
     * @return the error
     */
    LibraryUnavailableException unavailable(LibraryDescription description, String reason) {
        return unavailable(place, description, reason);
    }

    static LibraryUnavailableException unavailable(Place place, LibraryDescription description, String reason) {
        String remedy = switch (place) {
            case GIVEN ->
                "let " + description.fileProperty() + " name a build of " + description.fileStem()
                        + " for this platform, or leave it out";
            case BUNDLED -> "replace the jar of this backend by an intact one";
            case SYSTEM ->
                "install " + description.fileStem() + " where the system finds it ("
                        + String.join(", ", description.systemNames()) + "), or let the system property "
                        + description.fileProperty() + " name its file";
        };
        return new LibraryUnavailableException(reason, remedy, place == Place.GIVEN);
    }
}
