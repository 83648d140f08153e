package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.sampling.Sampling;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleTest {

    private static final FreeMemory LITTLE = new FreeMemory(2L << 30);

    @TempDir
    private Path directory;

    @Test
    void whatFitsHasFiguresAndWhatDoesNotIsRefusedBeforehand() {
        Workbench workbench =
                new Workbench(ClassPath.ofThisJvm(), directory, new CBaseline(directory), new Sampling(1, 2, 1));
        Scale.Range range = new Scale.Range(List.of(1000, 50_000_000), List.of(), List.of(500));
        Measurement.Result result =
                new Scale(List.of("mimalloc"), range, 1, workbench, LITTLE).run(new SilentProgress());
        for (Series series : result.series()) {
            if (series.workload().equals("live blocks, 50000000")) {
                assertThat(series.failure().orElseThrow()).contains("memory=5852 MiB (expected at most 2048 MiB");
            } else if (CCompiler.find().isPresent() || !series.contender().startsWith("C on ")) {
                assertThat(series.failure()).as(series.contender()).isEmpty();
                assertThat(series.values()[0]).isPositive();
            }
        }
        assertThat(result.series().stream().map(Series::workload).distinct())
                .containsExactly("live blocks, 1000", "live blocks, 50000000", "virtual threads, 500");
    }

    @Test
    void freeMemoryIsWhatLinuxTells() {
        assertThat(FreeMemory.parse("MemTotal: 9 kB\nMemAvailable:    1024 kB\n")
                        .byteSize())
                .isEqualTo(1 << 20);
        assertThat(FreeMemory.parse("").byteSize()).isEqualTo(Long.MAX_VALUE);
    }
}
