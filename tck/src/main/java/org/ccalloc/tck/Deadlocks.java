package org.ccalloc.tck;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** Threads that wait for each other's locks, as the JVM finds them, so that a test fails instead of hanging. */
final class Deadlocks {

    /** How long to wait for threads before looking. Not a limit on speed: who waits for nobody is let be. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final int FRAMES_SHOWN = 6;

    private Deadlocks() {}

    /**
     * Looks for threads that wait in a circle.
     *
     * @return who waits for whom, and where; empty if nobody does
     */
    static String find() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] ids = threads.findDeadlockedThreads();
        return ids == null
                ? ""
                : Arrays.stream(threads.getThreadInfo(ids, FRAMES_SHOWN))
                        .filter(Objects::nonNull)
                        .map(Deadlocks::describe)
                        .collect(Collectors.joining("; "));
    }

    /** Fails if there are any. */
    static void expectNone() {
        String found = find();
        if (!found.isEmpty()) {
            throw new AssertionError("threads: deadlocked=" + found + " (expected none)");
        }
    }

    private static String describe(ThreadInfo thread) {
        String frames = Arrays.stream(thread.getStackTrace())
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(", "));
        return thread.getThreadName() + " waits for " + thread.getLockOwnerName() + " at " + frames;
    }
}
