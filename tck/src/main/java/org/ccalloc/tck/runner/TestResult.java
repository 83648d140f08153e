package org.ccalloc.tck.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Runs in a child JVM: gathers what JUnit tells of one test. */
final class TestResult implements TestExecutionListener {

    private static final int MOST_FRAMES = 12;
    private static final Pattern ASSUMPTION = Pattern.compile("^Assumption failed: ");

    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private int passed;

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        skipped.add(reason);
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        switch (result.getStatus()) {
            case FAILED -> failures.add(result.getThrowable().orElseGet(AssertionError::new));
            case ABORTED ->
                skipped.add(result.getThrowable().map(Throwable::getMessage).orElse(""));
            case SUCCESSFUL -> passed += identifier.isTest() ? 1 : 0;
        }
    }

    /**
     * What came of the test.
     *
     * @return that it failed if any part of it did, and that it passed if any part did and none failed
     */
    Event event() {
        if (!failures.isEmpty()) {
            return failed(failures);
        }
        if (passed > 0) {
            return Event.of(Event.Kind.PASSED);
        }
        return skipped.isEmpty()
                ? Event.of(Event.Kind.FAILED, "test: runs=0 (expected 1 or more)")
                : Event.of(
                        Event.Kind.SKIPPED,
                        skipped.stream()
                                .map(reason -> ASSUMPTION.matcher(reason).replaceFirst(""))
                                .distinct()
                                .collect(Collectors.joining("; ")));
    }

    /**
     * Describes what was thrown.
     *
     * @param failures all of it
     * @return that the test has failed
     */
    static Event failed(List<Throwable> failures) {
        return Event.of(
                Event.Kind.FAILED,
                failures.stream().map(TestResult::describe).distinct().collect(Collectors.joining("\n")));
    }

    /** The kit's failures say what was expected; of others it helps to see where they come from. */
    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        String what = failure instanceof AssertionError && message != null
                ? message
                : "exception: " + failure + " (expected none)";
        Throwable origin = originOf(failure);
        return origin instanceof AssertionError ? what : what + "\n" + framesOf(origin);
    }

    private static Throwable originOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : originOf(cause);
    }

    private static String framesOf(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .takeWhile(frame -> !frame.getClassName().startsWith("org.junit."))
                .limit(MOST_FRAMES)
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n", "    " + thrown + "\n", ""));
    }
}
