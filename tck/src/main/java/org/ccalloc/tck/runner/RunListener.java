package org.ccalloc.tck.runner;

/** Is told how far a run has come. */
@FunctionalInterface
public interface RunListener {

    /**
     * A test is about to run, or has ended.
     *
     * @param done how many tests have been run
     * @param total how many there are
     * @param test the one that runs
     */
    void progressed(int done, int total, String test);
}
