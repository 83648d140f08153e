package org.ccalloc.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ccalloc.examples.index.ProgressListener;

/** Shows on standard error how far a run has come: a bar on a terminal, else a line now and then. */
sealed interface ProgressDisplay extends ProgressListener, AutoCloseable {

    /** System property, {@code true} or {@code false}: whether standard error is a terminal; the launcher knows. */
    String TERMINAL_PROPERTY = "ccalloc.terminal";

    @Override
    void close();

    /**
     * What suits standard error.
     *
     * @param byteSize bytes to come; 0 if that is not known
     * @param err where lines go
     */
    static ProgressDisplay of(long byteSize, PrintWriter err) {
        return isTerminal() ? new Bar(byteSize) : new Lines(byteSize, err, System.nanoTime());
    }

    /** Shows nothing. */
    static ProgressDisplay none() {
        return new None();
    }

    /** Whether standard error is a terminal. */
    static boolean isTerminal() {
        return Optional.ofNullable(System.getProperty(TERMINAL_PROPERTY))
                .map(Boolean::valueOf)
                .or(() -> Optional.ofNullable(System.console()).map(Console::isTerminal))
                .orElse(false);
    }

    /** A bar that is drawn again and again. */
    final class Bar implements ProgressDisplay {

        private static final int COLUMNS = 79;
        private static final int MEGABYTE = 1_000_000;

        private final ProgressBar bar;

        Bar(long byteSize) {
            // A consumer of our own: the default one asks a terminal library, which needs native access.
            bar = new ProgressBarBuilder()
                    .setTaskName("indexing")
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUnit(" MB", MEGABYTE)
                    .setInitialMax(byteSize == 0 ? -1 : byteSize)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                    .build();
        }

        @Override
        public void progressed(long byteCount) {
            bar.stepTo(byteCount);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line every few seconds. */
    final class Lines implements ProgressDisplay {

        private static final long INTERVAL_NANOS = 5_000_000_000L;

        private final long byteSize;
        private final PrintWriter err;
        private long lastNanos;

        Lines(long byteSize, PrintWriter err, long startNanos) {
            this.byteSize = byteSize;
            this.err = err;
            this.lastNanos = startNanos;
        }

        @Override
        public void progressed(long byteCount) {
            progressed(byteCount, System.nanoTime());
        }

        void progressed(long byteCount, long nowNanos) {
            if (nowNanos - lastNanos >= INTERVAL_NANOS) {
                lastNanos = nowNanos;
                String total = byteSize == 0 ? "" : String.format(Locale.ROOT, " of %.0f", byteSize / 1e6);
                err.printf(Locale.ROOT, "indexed %.0f%s MB%n", byteCount / 1e6, total);
            }
        }

        @Override
        public void close() {}
    }

    /** Nothing. */
    record None() implements ProgressDisplay {

        @Override
        public void progressed(long byteCount) {}

        @Override
        public void close() {}
    }
}
