package org.ccalloc.bench;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.ccalloc.bench.measure.Progress;

/**
 * A progress bar in seconds of expected time; its estimate of the time left is right from the start, and learns how much
 * slower than expected this machine is.
 */
final class TerminalProgress implements Progress {

    private static final int TERMINAL_INTERVAL_MILLIS = 500;
    private static final int LOG_INTERVAL_MILLIS = 15_000;
    private static final int LINE_LENGTH = 110;

    private final ProgressBar bar;

    private TerminalProgress(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Starts the bar.
     *
     * @param stream where to draw it: over and over on a terminal, line by line elsewhere
     * @param expectedMillis how long all will take
     * @return the progress
     */
    static Progress on(PrintStream stream, long expectedMillis) {
        boolean terminal = isTerminal();
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName("bench")
                .setInitialMax(expectedMillis)
                .setUnit(" s", 1000)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(terminal ? TERMINAL_INTERVAL_MILLIS : LOG_INTERVAL_MILLIS)
                .setEtaFunction(TerminalProgress::timeLeft)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            if (terminal) {
                                stream.print("\r" + line);
                            } else {
                                stream.println(line.stripTrailing());
                            }
                        },
                        LINE_LENGTH));
        if (terminal) {
            builder.continuousUpdate();
        }
        return new TerminalProgress(builder.build());
    }

    /** The launcher knows of standard error alone; the console answers for input and output together. */
    private static boolean isTerminal() {
        String told = System.getProperty("ccalloc.terminal");
        return told == null
                ? Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
                : Boolean.parseBoolean(told);
    }

    private static Optional<Duration> timeLeft(ProgressState state) {
        long left = Math.max(0, state.getMax() - state.getCurrent());
        long done = state.getCurrent();
        double slowness = done == 0 ? 1 : (double) state.getTotalElapsed().toMillis() / done;
        return Optional.of(Duration.ofMillis((long) (left * slowness)));
    }

    @Override
    public void begin(String what) {
        bar.setExtraMessage(" " + what);
    }

    @Override
    public void end(long expectedMillis) {
        bar.stepBy(expectedMillis);
    }

    @Override
    public void close() {
        bar.close();
    }
}
