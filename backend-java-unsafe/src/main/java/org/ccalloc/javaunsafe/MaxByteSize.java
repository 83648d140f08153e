package org.ccalloc.javaunsafe;

/**
 * The most memory to hold from the operating system, as the user sets it: arenas, direct blocks and what both need to be
 * aligned.
 */
final class MaxByteSize {

    /** System property, a number of bytes. */
    static final String PROPERTY = "ccalloc.java-unsafe.max-bytes";

    private MaxByteSize() {}

    /**
     * What the property says.
     *
     * @return bytes; no bound without the property
     * @throws IllegalArgumentException if it says something else
     */
    static long current() {
        String value = System.getProperty(PROPERTY);
        return value == null ? Long.MAX_VALUE : parse(value);
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
        throw new IllegalArgumentException("setting: " + PROPERTY + "=" + value
                + " (expected a number of bytes from 1 to " + Long.MAX_VALUE + ")");
    }
}
