package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.program.ProgramKind;
import org.ccalloc.bench.sampling.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {

    @TempDir
    private Path directory;

    @Test
    void everyContenderHasARowWithFiguresOrAReason() {
        Workbench workbench =
                new Workbench(ClassPath.ofThisJvm(), directory, new CBaseline(directory), new Sampling(1, 2, 1));
        Measurement.Result result = new Workloads(
                        List.of("mimalloc"), List.of(ProgramKind.COLUMNAR_BATCHES), List.of(2), true, 1, workbench)
                .run(new SilentProgress());
        List<Series> times =
                result.series().stream().filter(one -> one.unit().equals("ns")).toList();
        assertThat(times)
                .extracting(Series::contender)
                .containsExactly(
                        "C on mimalloc",
                        "mimalloc",
                        "mimalloc, statistics",
                        "C on libc",
                        "lwjgl",
                        "unsafe",
                        "arena",
                        "shared-arena",
                        "netty-pooled",
                        "netty-adaptive");
        assertThat(times).allMatch(one -> one.workload().equals("columnar-batches, 2 threads"));
        assertThat(Series.of("unsafe", times).orElseThrow().failure()).hasValue("Unsafe allocates without alignment");
        assertThat(Series.of("netty-pooled", times).orElseThrow().failure()).isPresent();
        assertThat(Series.of("mimalloc", times).orElseThrow().values()[0]).isPositive();
        assertThat(Series.of("arena", times).orElseThrow().rounds()).hasSize(1);
        assertThat(result.series())
                .hasSize(2 * times.size())
                .allMatch(one -> !one.rounds().isEmpty() || one.failure().isPresent());
    }
}
