package org.ccalloc.tck.runner;

/**
 * What came of a test.
 *
 * @param test its name
 * @param status what came of it
 * @param message why it failed or was skipped; empty if it passed
 * @param millis how long it took
 */
public record TestOutcome(String test, Status status, String message, long millis) {

    /** What can come of a test. */
    public enum Status {

        /** It saw nothing wrong. */
        PASSED,

        /** It saw a breach of its rule. */
        FAILED,

        /** It was not run. */
        SKIPPED
    }
}
