package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ccalloc.bench.child.ChildFailedException;
import org.junit.jupiter.api.Test;

class GarbageTest {

    private static final String RESULT = """
            [{"benchmark": "org.ccalloc.bench.jmh.PairBenchmark.backend", "mode": "avgt",
              "params": {"backend": "mimalloc", "byteSize": "64", "statistics": "true"},
              "primaryMetric": {"score": 5.4},
              "secondaryMetrics": {"gc.alloc.rate": {"score": 0.1}, "gc.alloc.rate.norm": {"score": 3.5E-5}}}]
            """;

    @Test
    void garbageIsReadFromTheResultsOfJmh() throws ChildFailedException {
        List<Series> series = Garbage.parse(RESULT);
        assertThat(series).hasSize(1);
        assertThat(series.getFirst().workload()).isEqualTo("PairBenchmark.backend 64");
        assertThat(series.getFirst().contender()).isEqualTo("mimalloc, statistics");
        assertThat(series.getFirst().values()).containsExactly(3.5e-5);
    }

    @Test
    void resultsWithoutTheProfilerAreRefused() {
        String without = RESULT.replace("gc.alloc.rate.norm", "something.else");
        assertThatThrownBy(() -> Garbage.parse(without))
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("gc.alloc.rate.norm");
    }
}
