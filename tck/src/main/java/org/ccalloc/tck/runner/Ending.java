package org.ccalloc.tck.runner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a child JVM ended that was to tell more.
 *
 * @param exitStatus its exit status; 128 and more for a signal
 * @param silence how long nothing was heard of it, if it was killed for that
 * @param crash what the JVM wrote about its crash
 * @param output the last that it printed
 */
record Ending(int exitStatus, Optional<Duration> silence, Optional<String> crash, String output) {

    private static final int SIGNALS = 128;
    private static final Map<Integer, String> SIGNAL_NAMES = Map.of(
            4,
            "SIGILL",
            6,
            "SIGABRT",
            7,
            "SIGBUS",
            8,
            "SIGFPE",
            9,
            "SIGKILL, as when memory is out",
            11,
            "SIGSEGV",
            15,
            "SIGTERM");

    /**
     * Describes it.
     *
     * @param expected what the child was to do
     * @return some lines
     */
    String describe(String expected) {
        List<String> lines = new ArrayList<>();
        if (silence.isPresent()) {
            lines.add(Watchdog.HANG + "seconds=" + silence.get().toSeconds() + " have passed (expected " + expected
                    + "); no thread could be looked at: one is in native code, or in a loop, that the JVM cannot"
                    + " interrupt");
        } else {
            lines.add("JVM: exit status=" + exitStatus + signal() + " (expected " + expected + ")" + exit());
        }
        crash.ifPresent(lines::add);
        if (crash.isEmpty() && !output.isBlank()) {
            lines.add("the last that it printed:");
            output.strip().lines().map(line -> "    " + line).forEach(lines::add);
        }
        return String.join("\n", lines);
    }

    private String signal() {
        return exitStatus > SIGNALS ? ", signal=" + SIGNAL_NAMES.getOrDefault(exitStatus - SIGNALS, "?") : "";
    }

    private String exit() {
        return exitStatus < SIGNALS && crash.isEmpty()
                ? "; something called System.exit, Runtime.halt or C's exit"
                : "";
    }
}
