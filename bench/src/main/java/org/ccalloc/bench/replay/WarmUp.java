package org.ccalloc.bench.replay;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs passes until the JIT compiler has nothing more to do: for some processor time, and then until it has been idle for some
 * passes, or patience has run out. Not by the wall clock: on a busy machine compiled code may be late.
 */
final class WarmUp {

    /** What is compiled once may be compiled again when more is known; so many passes without show that it was not. */
    private static final int IDLE_PASSES = 5;

    private static final int PATIENCE = 8;
    private static final long NANOS_OF_MILLI = 1_000_000;

    private static final @Nullable CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    private WarmUp() {}

    /**
     * Warms up.
     *
     * @param crew runs passes
     * @param millis the least processor time of all passes together
     * @return the time of the last pass, in nanoseconds
     */
    static long run(ReplayCrew crew, int millis) throws InterruptedException {
        long least = crew.cpuNanos() + millis * NANOS_OF_MILLI;
        long most = crew.cpuNanos() + PATIENCE * NANOS_OF_MILLI * millis;
        long last = 0;
        long compiled = compilationMillis();
        for (int idle = 0; crew.cpuNanos() < least || (idle < IDLE_PASSES && crew.cpuNanos() < most); ) {
            last = crew.run();
            long now = compilationMillis();
            idle = now == compiled ? idle + 1 : 0;
            compiled = now;
        }
        return last;
    }

    private static long compilationMillis() {
        return COMPILER == null || !COMPILER.isCompilationTimeMonitoringSupported()
                ? 0
                : COMPILER.getTotalCompilationTime();
    }
}
