package org.ccalloc.trace;

import java.nio.charset.StandardCharsets;

/**
 * What a trace says of itself at its start.
 *
 * @param source what kind of program it is of
 * @param title a name for it, such as that of the program; 255 bytes at most in UTF-8
 */
public record TraceHeader(TraceSource source, String title) {

    /**
     * Checks the title.
     *
     * @param source what kind of program it is of
     * @param title a name for it
     * @throws IllegalArgumentException if the title is too long
     */
    public TraceHeader {
        int length = title.getBytes(StandardCharsets.UTF_8).length;
        if (length > TraceFormat.MAX_TITLE_BYTES) {
            throw new IllegalArgumentException("trace: title of " + length + " bytes (expected "
                    + TraceFormat.MAX_TITLE_BYTES + " or less in UTF-8)");
        }
    }
}
