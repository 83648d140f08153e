package org.ccalloc.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    @Test
    void nothingGivenIsAQuickRunWithoutTheManyOperations() {
        BenchOptions options = BenchOptions.parse(List.of());
        assertThat(options).isEqualTo(BenchOptions.DEFAULT);
        assertThat(options.effectiveMeasures()).contains(Measure.PAIRS).doesNotContain(Measure.OPERATIONS);
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
        assertThat(options.command())
                .isEqualTo("./ccalloc bench --full --backend mimalloc,jemalloc --measure pairs,startup --rounds 7");
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
                        "measure=pears (expected pairs,operations,threads,garbage,statistics,heaps,startup,safepoints,placements");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--rounds", "0"))).hasMessageContaining("rounds=0");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--rounds", "many")))
                .hasMessageContaining("rounds=many");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--json"))).hasMessageContaining("--json");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--fast", "1"))).hasMessageContaining("--fast");
    }
}
