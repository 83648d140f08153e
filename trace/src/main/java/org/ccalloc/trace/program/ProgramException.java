package org.ccalloc.trace.program;

import java.io.IOException;

/** A program in C could not be compiled, or a program not be recorded; the message says why and what to do. */
public final class ProgramException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Says what went wrong.
     *
     * @param message why, and what to do
     */
    public ProgramException(String message) {
        super(message);
    }
}
