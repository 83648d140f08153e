package org.ccalloc.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.ccalloc.bench.program.ProgramKind;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    @Test
    void nothingGivenIsAQuickRunOfProgramsAndTraces() {
        BenchOptions options = BenchOptions.parse(List.of());
        assertThat(options).isEqualTo(BenchOptions.DEFAULT);
        assertThat(options.effectiveMeasures()).containsExactly(Measure.WORKLOADS, Measure.TRACES);
        assertThat(BenchOptions.parse(List.of("--full")).effectiveMeasures()).containsOnly(Measure.values());
    }

    @Test
    void everythingGivenIsKeptAndCanBeRepeated() {
        BenchOptions options = BenchOptions.parse(List.of(
                "--full",
                "--backend",
                "mimalloc,jemalloc",
                "--measure",
                "startup,pairs",
                "--workload",
                "mstress,larson",
                "--threads",
                "8,1",
                "--rounds",
                "7",
                "--json",
                "a.json",
                "--markdown",
                "b.md"));
        assertThat(options.backends()).containsExactly("mimalloc", "jemalloc");
        assertThat(options.effectiveMeasures()).containsExactly(Measure.PAIRS, Measure.STARTUP);
        assertThat(options.rounds()).hasValue(7);
        assertThat(options.json()).hasValue(Path.of("a.json"));
        assertThat(options.markdown()).hasValue(Path.of("b.md"));
        assertThat(options.effectiveWorkloads()).containsExactly(ProgramKind.MSTRESS, ProgramKind.LARSON);
        assertThat(options.effectiveThreads()).containsExactly(1, 8);
        assertThat(options.command())
                .isEqualTo("./ccalloc bench --full --backend mimalloc,jemalloc --measure pairs,startup"
                        + " --workload mstress,larson --threads 8,1 --rounds 7");
    }

    @Test
    void quickRunHasSixProgramsAndAFullOneAll() {
        assertThat(BenchOptions.DEFAULT.effectiveWorkloads()).hasSize(6);
        assertThat(BenchOptions.parse(List.of("--full")).effectiveWorkloads()).containsExactly(ProgramKind.values());
        assertThat(BenchOptions.parse(List.of("--full")).effectiveThreads())
                .contains(1, 2)
                .doesNotHaveDuplicates();
    }

    @Test
    void allMeansAllInAQuickRunToo() {
        assertThat(BenchOptions.parse(List.of("--measure", "all")).effectiveMeasures())
                .containsOnly(Measure.values());
    }

    @Test
    void mistakesAreNamedWithWhatWouldBeRight() {
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--measure", "pears")))
                .hasMessageContaining(
                        "measure=pears (expected pairs,operations,threads,garbage,statistics,events,heaps,startup,safepoints,workloads,latency,scale,traces,clients,placements");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--workload", "lisa")))
                .hasMessageContaining("workload=lisa (expected larson,mstress,xmalloc-test");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--threads", "0"))).hasMessageContaining("threads=0");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--threads", "two")))
                .hasMessageContaining("threads=two");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--rounds", "0"))).hasMessageContaining("rounds=0");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--rounds", "many")))
                .hasMessageContaining("rounds=many");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--json"))).hasMessageContaining("--json");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--fast", "1"))).hasMessageContaining("--fast");
    }
}
