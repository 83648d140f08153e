package org.ccalloc.examples.index;

/** Hears how far a run has come. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Called now and then, by the thread that started the run; what this throws ends the run.
     *
     * @param byteCount bytes of text read so far
     */
    void progressed(long byteCount);
}
