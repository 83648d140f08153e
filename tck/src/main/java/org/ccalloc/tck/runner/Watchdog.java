package org.ccalloc.tck.runner;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs in a child JVM: ends it when a test takes too long or its threads wait for each other, and says who waits where. */
final class Watchdog {

    /** The exit status of a JVM that the watchdog ended. */
    static final int EXIT_STATUS = 86;

    /** How the message of a test that takes too long begins. */
    static final String HANG = "hang: ";

    /** What the names of threads begin with that belong to this runner. */
    static final String OWN_THREADS = "tck-runner-";

    private static final long INTERVAL_MILLIS = 500;
    private static final int MOST_THREADS = 12;
    private static final long NO_TEST = Long.MIN_VALUE;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Duration limit;
    private final EventLog log;
    private final AtomicLong startedAtNanos = new AtomicLong(NO_TEST);
    private long[] deadlockedBefore = {};

    private Watchdog(Duration limit, EventLog log) {
        this.limit = limit;
        this.log = log;
    }

    /**
     * Starts to watch.
     *
     * @param limit how long a test may take
     * @param log where to say what is wrong
     * @return the watchdog, which has no test to watch yet
     */
    static Watchdog start(Duration limit, EventLog log) {
        var watchdog = new Watchdog(limit, log);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(OWN_THREADS + "watchdog").daemon().factory());
        var _ = clock.scheduleWithFixedDelay(watchdog::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        return watchdog;
    }

    /** The time of a test begins. */
    void testStarted() {
        startedAtNanos.set(System.nanoTime());
    }

    /** It ends; does not return if the watchdog has ended it before. */
    void testEnded() {
        if (startedAtNanos.getAndSet(NO_TEST) == NO_TEST) {
            LockSupport.park(this);
            testEnded();
        }
    }

    private void look() {
        long started = startedAtNanos.get();
        long[] deadlocked = deadlockedThreads();
        // Twice, since some locks give up waiting by themselves.
        boolean stuck = deadlocked.length > 0 && Arrays.equals(deadlocked, deadlockedBefore);
        deadlockedBefore = deadlocked;
        boolean late = System.nanoTime() - started > limit.toNanos();
        if (started == NO_TEST || !(stuck || late) || !startedAtNanos.compareAndSet(started, NO_TEST)) {
            return;
        }
        end(stuck ? deadlock(deadlocked) : hang());
    }

    private String deadlock(long[] deadlocked) {
        return "deadlock: threads=" + deadlocked.length + " wait for each other (expected none)\n"
                + describe(Arrays.stream(threads.getThreadInfo(deadlocked, true, true)));
    }

    private String hang() {
        return HANG + "seconds=" + limit.toSeconds()
                + " have passed (expected the test to end; --time-limit allows more);"
                + " its threads:\n"
                + describe(Arrays.stream(threads.dumpAllThreads(true, true)).filter(Watchdog::isOfTheTest));
    }

    private long[] deadlockedThreads() {
        long[] ids = threads.findDeadlockedThreads();
        return ids == null ? new long[0] : ids;
    }

    private void end(String message) {
        log.add(Event.of(Event.Kind.FAILED, message));
        ParentWatch.halt(EXIT_STATUS);
    }

    /** Those of the JVM do not help. */
    private static boolean isOfTheTest(ThreadInfo thread) {
        return !thread.getThreadName().startsWith(OWN_THREADS)
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> !frame.getClassName().matches("(java|jdk|sun|com\\.sun)\\..*"));
    }

    private static String describe(Stream<ThreadInfo> threads) {
        return threads.limit(MOST_THREADS)
                .map(ThreadInfo::toString)
                .map(String::strip)
                .collect(Collectors.joining("\n"));
    }
}
