package org.ccalloc.javaunsafe;

import java.util.Optional;
import org.ccalloc.spi.Availability;

/**
 * The most memory to hold from the operating system, as the user sets it: arenas, direct blocks and what both need to be
 * aligned.
 */
final class MaxByteSize {

    /** System property, a number of bytes. */
    static final String PROPERTY = "ccalloc.java-unsafe.max-bytes";

    private MaxByteSize() {}

    /**
     * Why the setting cannot be honoured.
     *
     * @return empty if it can, or if there is none
     */
    static Optional<Availability.Unavailable> refusal() {
        try {
            current();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Availability.Unavailable(
                    String.valueOf(e.getMessage()), "Set it to a number of bytes, or leave it out.", true));
        }
    }

    /**
     * What the property says.
     *
     * @return bytes; no bound without the property
     * @throws IllegalArgumentException if it says something else
     */
    static long current() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(MaxByteSize::parse)
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Reads a value of the property.
     *
     * @param value digits
     * @return bytes, 1 or more
     * @throws IllegalArgumentException if it is something else
     */
    static long parse(String value) {
        try {
            long byteSize = Long.parseLong(value);
            if (byteSize > 0) {
                return byteSize;
            }
        } catch (NumberFormatException _) {
            // The same message as for a number that is none of bytes.
        }
        throw new IllegalArgumentException(
                "setting: " + PROPERTY + "=" + value + " (expected a number of bytes from 1 to " + Long.MAX_VALUE + ")");
    }
}
