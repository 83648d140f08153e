package org.ccalloc.tck.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Runs in a child JVM: ends it when its parent has ended, however that came about. */
final class ParentWatch {

    private ParentWatch() {}

    /** Starts to watch standard input, which the parent keeps open and never writes to. */
    static void start() {
        InputStream in = System.in;
        // Nobody else is to wait for input that never comes.
        System.setIn(InputStream.nullInputStream());
        Thread.ofPlatform().name(Watchdog.OWN_THREADS + "parent-watch").daemon().start(() -> {
            awaitEnd(in);
            halt(1);
        });
    }

    /**
     * Ends this JVM, and the processes that it started, at once.
     *
     * @param exitStatus its exit status
     */
    static void halt(int exitStatus) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(exitStatus);
    }

    private static void awaitEnd(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The end as well.
        }
    }
}
