package org.ccalloc.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.bench.measure.Measurement;
import org.ccalloc.bench.measure.Progress;
import org.ccalloc.bench.measure.TraceTimes;
import org.ccalloc.bench.measure.Workbench;
import org.ccalloc.bench.replay.ReplayedTrace;
import org.ccalloc.bench.report.Environment;
import org.ccalloc.bench.report.JsonReport;
import org.ccalloc.bench.report.Report;
import org.ccalloc.bench.report.TextReport;
import org.ccalloc.spi.CcAllocators;

/** Replays traces on all contenders, interleaved, each run in a process of its own. */
public final class Replay {

    private Replay() {}

    /**
     * Replays. A contender that fails is a row with the reason, not the end of the run.
     *
     * @param options what to replay
     * @param out where tables go
     * @param progress where it says how far it has come
     * @return {@link Bench#KEPT}, or {@link Bench#MISSED} if one of our allocators failed, by losing content, say
     * @throws org.ccalloc.trace.TraceFormatException if a trace is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static int run(ReplayOptions options, PrintStream out, PrintStream progress) throws IOException {
        List<String> backends = options.backends().isEmpty() ? Bench.BUNDLED : options.backends();
        backends.forEach(CcAllocators::named);
        Path directory = Files.createTempDirectory("ccalloc-replay-");
        try {
            return run(options, backends, directory, out, progress);
        } finally {
            Bench.delete(directory);
        }
    }

    private static int run(
            ReplayOptions options, List<String> backends, Path directory, PrintStream out, PrintStream stream)
            throws IOException {
        Workbench workbench = new Workbench(
                ClassPath.ofThisJvm(), directory, new CBaseline(directory), Extent.QUICK.programSampling());
        List<ReplayedTrace> traces = new ArrayList<>();
        for (Path trace : options.traces()) {
            traces.add(ReplayedTrace.of(trace, options.mode(), directory));
        }
        Measurement measurement = new TraceTimes(
                traces,
                backends,
                options.statistics() ? backends : List.of(),
                List.of(Contenders.LWJGL, Contenders.UNSAFE),
                false,
                false,
                options.rounds(),
                workbench);
        Instant started = Instant.now();
        Measurement.Result result;
        try (Progress progress = TerminalProgress.on(stream, measurement.expectedMillis())) {
            result = measurement.run(progress);
        }
        out.print(TextReport.of(result));
        Report report = new Report(options.command(), started, Instant.now(), Environment.describe(), List.of(result));
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JsonReport.of(report));
        }
        boolean failed = result.series().stream()
                .anyMatch(series -> series.failure().isPresent() && backends.contains(series.contender()));
        return failed ? Bench.MISSED : Bench.KEPT;
    }
}
