package org.ccalloc.trace;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file is no trace, or a damaged one, or ends too early. */
public final class TraceFormatException extends IOException {

    private static final long serialVersionUID = 1;

    /** Bytes from the start of the file. */
    private final long offset;

    /** What is there, and what was expected. */
    private final String what;

    /**
     * Describes the damage.
     *
     * @param offset where in the file, in bytes
     * @param what what is there, and what was expected
     */
    TraceFormatException(long offset, String what) {
        this("trace: ", offset, what, null);
    }

    private TraceFormatException(String where, long offset, String what, @Nullable Throwable cause) {
        super(where + "offset=" + offset + ", " + what, cause);
        this.offset = offset;
        this.what = what;
    }

    /**
     * The same with the name of the file, which a reader of a stream does not know.
     *
     * @param file the trace
     * @return an exception whose cause is this one
     */
    public TraceFormatException in(Path file) {
        return new TraceFormatException("trace: file=" + file + ", ", offset, what, this);
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
