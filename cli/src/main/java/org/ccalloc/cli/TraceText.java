package org.ccalloc.cli;

import java.util.Locale;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceSummary;
import org.ccalloc.trace.TraceTotals;

/** What a trace has in it, for people. */
final class TraceText {

    private static final int BAR_LENGTH = 40;

    private TraceText() {}

    static String inOneLine(TraceSummary summary) {
        TraceTotals totals = summary.totals();
        return String.format(
                Locale.ROOT,
                "%,d events, %d %s, at most %,d bytes in %,d blocks live",
                totals.events(),
                totals.threads(),
                totals.threads() == 1 ? "thread" : "threads",
                totals.peakLiveBytes(),
                totals.peakLiveBlocks());
    }

    /** Counts, and how many blocks were asked for by size. */
    static String inFull(TraceSummary summary) {
        StringBuilder text = new StringBuilder()
                .append(summary.header().title())
                .append(": ")
                .append(inOneLine(summary))
                .append('\n');
        for (TraceOperation operation : TraceOperation.values()) {
            long count = summary.count(operation);
            if (count > 0) {
                text.append(String.format(
                        Locale.ROOT, "  %-16s %,12d%n", operation.name().toLowerCase(Locale.ROOT), count));
            }
        }
        text.append(String.format(Locale.ROOT, "  freed by another thread %,d%n", summary.remoteFrees()));
        text.append(String.format(
                Locale.ROOT,
                "  left at the end %,d bytes in %,d blocks%n",
                summary.totals().bytesLeft(),
                summary.totals().blocksLeft()));
        text.append(String.format(
                Locale.ROOT,
                "  freed or resized without having been seen before %,d%n",
                summary.totals().unknownFrees()));
        appendSizes(summary, text);
        return text.toString();
    }

    private static void appendSizes(TraceSummary summary, StringBuilder text) {
        long most = summary.sizes().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        summary.sizes()
                .forEach((from, count) -> text.append(
                        String.format(Locale.ROOT, "  %,15d bytes or more %,12d %s%n", from, count, "#".repeat((int)
                                        (count * BAR_LENGTH / most)))));
    }
}
