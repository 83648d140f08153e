package org.ccalloc.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ccalloc.tck.runner.RunListener;

/** Shows on standard error how far a run of the kit has come: a bar on a terminal, else a line now and then. */
sealed interface TckProgress extends RunListener, AutoCloseable {

    @Override
    void close();

    /**
     * What suits standard error.
     *
     * @param err where lines go
     */
    static TckProgress of(PrintWriter err) {
        return ProgressDisplay.isTerminal() ? new Bar() : new Lines(err, System.nanoTime());
    }

    /** A bar that is drawn again and again. */
    final class Bar implements TckProgress {

        private static final int COLUMNS = 110;

        // A consumer of our own: the default one asks a terminal library, which needs native access.
        private final ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("testing")
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                .setInitialMax(-1)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .build();

        @Override
        public void progressed(int done, int total, String test) {
            bar.maxHint(total);
            bar.stepTo(done);
            bar.setExtraMessage(" " + test);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line every few seconds. */
    final class Lines implements TckProgress {

        private static final long INTERVAL_NANOS = 5_000_000_000L;

        private final PrintWriter err;
        private long lastNanos;

        Lines(PrintWriter err, long startNanos) {
            this.err = err;
            this.lastNanos = startNanos;
        }

        @Override
        public void progressed(int done, int total, String test) {
            progressed(done, total, test, System.nanoTime());
        }

        void progressed(int done, int total, String test, long nowNanos) {
            if (nowNanos - lastNanos >= INTERVAL_NANOS) {
                lastNanos = nowNanos;
                err.printf("tested %d of %d: %s%n", done, total, test);
                err.flush();
            }
        }

        @Override
        public void close() {}
    }
}
