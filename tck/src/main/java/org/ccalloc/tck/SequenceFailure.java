package org.ccalloc.tck;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a run of a sequence went wrong.
 *
 * @param kind the broken rule or, if something was thrown that should not, its class
 * @param message what went wrong
 * @param failed the operation that failed, or was the thread's last before something was found to be wrong
 * @param entries what all threads had done
 */
record SequenceFailure(String kind, String message, Trace.@Nullable Entry failed, List<Trace.Entry> entries) {

    /** Broken rules after which the memory is as sound as before. */
    private static final Pattern HARMLESS = Pattern.compile("[SAZCTF]\\d\\d");

    /** Whether the blocks may still be given back. */
    boolean isHarmless() {
        return HARMLESS.matcher(kind).matches();
    }

    /**
     * Leaves out the others.
     *
     * @return the failure, with the operations of one thread
     */
    SequenceFailure ofThreadThatFailed() {
        return failed == null
                ? this
                : new SequenceFailure(
                        kind,
                        message,
                        failed,
                        entries.stream()
                                .filter(entry -> entry.thread() == failed.thread())
                                .toList());
    }

    /**
     * Tells what happened.
     *
     * @param thrown what was thrown
     * @param calls by whose operation
     * @param entries what all threads had done
     * @return the failure
     */
    static SequenceFailure of(Throwable thrown, ModelledCalls calls, List<Trace.Entry> entries) {
        Trace.Entry failed = calls.trace().isEmpty() ? null : calls.trace().last();
        if (thrown instanceof RuleBroken broken) {
            return new SequenceFailure(broken.rule(), String.valueOf(broken.getMessage()), failed, entries);
        }
        String what = failed == null ? "sequence" : calls.call(failed.operation());
        String message = what + ": " + thrown + " (expected no exception)";
        return new SequenceFailure(thrown.getClass().getName(), message, failed, entries);
    }
}
