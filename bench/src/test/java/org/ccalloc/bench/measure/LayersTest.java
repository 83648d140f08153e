package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccalloc.bench.contender.Contenders;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static Series series(String workload, String contender, double... values) {
        return new Series(
                workload,
                contender,
                "ns",
                Arrays.stream(values)
                        .mapToObj(value -> new Figures(value, Map.of()))
                        .toList(),
                Optional.empty());
    }

    private static double[] medians(List<Finding> findings) {
        return findings.stream()
                .mapToDouble(finding -> finding.spread().median())
                .toArray();
    }

    @Test
    void stepsMultipliedAreTheWhole() {
        double[] steps = medians(Layers.findings(List.of(
                series("a", Layers.IN_C, 10),
                series("a", Layers.IN_C_AS_WE_SET_IT, 11),
                series("a", Contenders.BARE_CALLS, 13),
                series("a", Contenders.BARE_AND_EMPTY_CALLS, 15),
                series("a", Layers.OF, 14))));
        assertThat(steps[0] * steps[1] * steps[2]).isEqualTo(14.0 / 10, offset(1e-9));
        assertThat(steps).containsExactly(1.1, 13.0 / 11, 14.0 / 13, 15.0 / 13);
    }

    @Test
    void aStepAtSeveralWorkloadsIsTheirGeometricMean() {
        double[] steps = medians(Layers.findings(List.of(
                series("a", Contenders.BARE_CALLS, 1),
                series("a", Layers.OF, 2),
                series("b", Contenders.BARE_CALLS, 1),
                series("b", Layers.OF, 8))));
        assertThat(steps).containsExactly(new double[] {4}, offset(1e-9));
    }

    @Test
    void aContenderWithoutFiguresHasNoStep() {
        assertThat(Layers.findings(List.of(
                        series("a", Layers.IN_C),
                        series("a", Layers.IN_C_AS_WE_SET_IT),
                        series("a", Contenders.BARE_CALLS, 1),
                        series("a", Layers.OF, 2))))
                .hasSize(1);
    }
}
