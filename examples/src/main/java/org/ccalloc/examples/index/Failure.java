package org.ccalloc.examples.index;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first thing that went wrong in any thread. What goes wrong after it is taken for a consequence and dropped.
 */
final class Failure {

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
    private final Runnable endAll;

    /**
     * Nothing has gone wrong.
     *
     * @param endAll makes all threads end; called once, by the thread that fails first
     */
    Failure(Runnable endAll) {
        this.endAll = endAll;
    }

    void report(Throwable thrown) {
        if (first.compareAndSet(null, thrown)) {
            endAll.run();
        }
    }

    boolean happened() {
        return first.get() != null;
    }

    boolean isCorruption() {
        return first.get() instanceof CorruptIndexException;
    }

    /** Throws what was reported, if anything was. */
    void rethrow() throws IOException, InterruptedException {
        switch (first.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
