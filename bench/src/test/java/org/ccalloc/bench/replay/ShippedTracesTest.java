package org.ccalloc.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.trace.TraceSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShippedTracesTest {

    private static final long MOST_BYTES = 4 << 20;

    @TempDir
    private Path directory;

    @Test
    void allAreWholeSmallAndDescribed() throws IOException {
        List<ReplayedTrace> traces = ShippedTraces.all(ReplayThreads.FOLD, directory);
        assertThat(traces).extracting(ReplayedTrace::name).isEqualTo(ShippedTraces.NAMES);
        String readme = Files.readString(Path.of("src/main/resources/org/ccalloc/bench/replay/traces/README.md"));
        long bytes = 0;
        for (ReplayedTrace trace : traces) {
            Path file = directory.resolve(trace.name() + ".trace");
            bytes += Files.size(file);
            TraceSummary summary = TraceSummary.of(file);
            assertThat(readme.lines().filter(line -> line.startsWith("| `" + trace.name() + "` |")))
                    .singleElement()
                    .asString()
                    .contains(String.format(
                            Locale.ROOT,
                            "| %,d | %d |",
                            trace.events(),
                            summary.totals().threads()));
            assertThat(summary.totals().unknownFrees()).isZero();
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void eachCanBeReplayed(ReplayThreads threads) throws Exception {
        for (ReplayedTrace trace : ShippedTraces.all(threads, directory)) {
            ReplayPlan plan = ReplayPlan.read(trace.plan());
            new ReplayCrew(plan, new ReplayPass(plan, Contenders.open("mimalloc"))).run();
        }
    }
}
