package org.ccalloc.bench.measure;

/** Is told how far the work has come. */
public interface Progress extends AutoCloseable {

    /**
     * A piece of work begins.
     *
     * @param what in words
     */
    void begin(String what);

    /**
     * The piece has ended.
     *
     * @param expectedMillis how long it had been expected to take
     */
    void end(long expectedMillis);

    /** All has ended. */
    @Override
    default void close() {}
}
