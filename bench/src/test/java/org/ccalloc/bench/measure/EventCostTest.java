package org.ccalloc.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import jdk.jfr.Recording;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.ClassPath;
import org.ccalloc.bench.sampling.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventCostTest {

    @TempDir
    private Path directory;

    @Test
    void recordingsAreComparedWithNoneAndOnlyThatOfTheJdkHasABound() {
        Workbench workbench =
                new Workbench(ClassPath.ofThisJvm(), directory, new CBaseline(directory), new Sampling(50, 1, 10));
        Measurement.Result result =
                new EventCost(List.of("mimalloc", "java-unsafe"), 1, workbench).run(new SilentProgress());
        assertThat(result.series()).allSatisfy(series -> {
            assertThat(series.failure()).as(series.toString()).isEmpty();
            assertThat(series.values()).hasSize(1);
        });
        OptionalDouble bound = OptionalDouble.of(1.05);
        assertThat(result.findings())
                .extracting(Finding::what, Finding::bound)
                .containsExactly(
                        tuple("pair 64: mimalloc, recording to mimalloc", bound),
                        tuple("pair 64: mimalloc, recording of blocks to mimalloc", OptionalDouble.empty()),
                        tuple("pair 64: java-unsafe, recording to java-unsafe", bound),
                        tuple("pair 64: java-unsafe, recording of blocks to java-unsafe", OptionalDouble.empty()));
    }

    @Test
    void aRunThatWasNotRecordedIsRefused() {
        assertThatThrownBy(() -> EventCost.check(Set.of(), directory.resolve("missing.jfr")))
                .isInstanceOf(ChildFailedException.class)
                .hasMessageStartingWith("recording: ")
                .hasMessageContaining("missing.jfr");
    }

    @Test
    void aRecordingWithoutTheEventsThatAreMeasuredIsRefused() throws IOException {
        Path file = directory.resolve("other.jfr");
        try (Recording recording = new Recording()) {
            // Of allocators that other tests in this JVM have used.
            recording.disable("org.ccalloc.AllocatorTotals");
            recording.disable("org.ccalloc.AllocatorStatistics");
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        assertThatThrownBy(() -> EventCost.check(Set.of("org.ccalloc.Free"), file))
                .isInstanceOf(ChildFailedException.class)
                .hasMessage("recording: events=[] (expected [org.ccalloc.Free])");
    }
}
