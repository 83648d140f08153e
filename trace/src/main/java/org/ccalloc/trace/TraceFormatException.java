package org.ccalloc.trace;

import java.io.IOException;

/** A file is no trace, or a damaged one, or ends too early. */
public final class TraceFormatException extends IOException {

    private static final long serialVersionUID = 1;

    /** Bytes from the start of the file. */
    private final long offset;

    /**
     * Describes the damage.
     *
     * @param offset where in the file, in bytes
     * @param what what is there, and what was expected
     */
    TraceFormatException(long offset, String what) {
        super("trace: offset=" + offset + ", " + what);
        this.offset = offset;
    }

    /**
     * Where in the file it was noticed: the start of the smallest part that is known to be wrong.
     *
     * @return bytes from the start of the file
     */
    public long offset() {
        return offset;
    }
}
