package org.ccalloc.tck.runner;

/** The kit could not be run, so that there is nothing to say about any rule. */
public final class NothingToRunException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param message what is wrong and what was expected
     */
    public NothingToRunException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message what is wrong and what was expected
     * @param cause where it came from
     */
    public NothingToRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
