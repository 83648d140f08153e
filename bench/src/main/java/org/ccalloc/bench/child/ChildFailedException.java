package org.ccalloc.bench.child;

/** Another process did not do its work; the message says why, in one line. */
public final class ChildFailedException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * Creates it.
     *
     * @param message why
     */
    public ChildFailedException(String message) {
        super(message);
    }
}
