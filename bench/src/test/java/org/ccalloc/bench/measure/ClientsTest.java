package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.sampling.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsTest {

    @TempDir
    private Path directory;

    @Test
    void everyContenderHasFiguresAndTheBestOfTheirsABound() {
        Workbench workbench =
                new Workbench(ClassPath.ofThisJvm(), directory, new CBaseline(directory), new Sampling(1, 1, 1));
        Measurement.Result result =
                new Clients(List.of("mimalloc"), 1, List.of(64), List.of(32), workbench).run(new SilentProgress());
        assertThat(result.series()).allSatisfy(series -> {
            assertThat(series.failure()).as(series.toString()).isEmpty();
            assertThat(series.values()).hasSize(1);
        });
        assertThat(result.findings().stream().filter(finding -> finding.bound().isPresent()))
                .as("time and memory, of Arrow and of Netty")
                .hasSize(4)
                .allMatch(finding -> finding.what().contains("mimalloc to "));
    }
}
