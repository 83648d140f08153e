package org.ccalloc.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

    private static final int HANDFUL = 50;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    static List<WorkloadSpecification> workloads() {
        return Stream.concat(
                        Stream.of(WorkloadSpecification.PAIR_64, WorkloadSpecification.HAND_OFF),
                        WorkloadSpecification.operations().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadGivesBackWhatItTakesFromABackend(WorkloadSpecification specification) {
        for (String backend : List.of("mimalloc", "jemalloc", "java-unsafe")) {
            CcAllocator allocator = Contenders.open(backend);
            allocator.statsReset();
            allocator.statsEnable(true);
            run(specification, backend, HANDFUL);
            allocator.statsEnable(false);
            CcAllocSnapshot snapshot = allocator.statsSnapshot();
            assertThat(snapshot.allocCount()).isEqualTo(snapshot.freeCount()).isGreaterThanOrEqualTo(HANDFUL);
            assertThat(snapshot.currentAllocated())
                    .isEqualTo(specification.name().equals("unsized") ? snapshot.allocBytes() : 0);
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadKeepsTheSameContentOnEveryContender(WorkloadSpecification specification) {
        long expected = run(specification, "mimalloc", HANDFUL);
        assertThat(run(specification, "jemalloc", HANDFUL)).isEqualTo(expected);
        assertThat(run(specification, "java-unsafe", HANDFUL)).isEqualTo(expected);
        assertThat(run(specification, Contenders.LWJGL, HANDFUL)).isEqualTo(expected);
        if (!List.of("aligned", "node").contains(specification.name())) {
            assertThat(run(specification, Contenders.UNSAFE, HANDFUL)).isEqualTo(expected);
        }
    }

    @Test
    void arenaRunsWhatItHas() {
        assertThat(run(WorkloadSpecification.PAIR_64, Contenders.ARENA, HANDFUL))
                .isZero();
        assertThatThrownBy(() -> Workload.open(WorkloadSpecification.SLOTS, Contenders.ARENA))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mimalloc", "jemalloc"})
    void programInCDoesTheSame(String backend) throws ChildFailedException {
        assumeTrue(CCompiler.find().isPresent(), "no C compiler: the program in C is not compared");
        CBaseline baseline = new CBaseline(directory);
        for (WorkloadSpecification specification : workloads()) {
            boolean many = List.of(WorkloadSpecification.SLOTS, WorkloadSpecification.HAND_OFF)
                    .contains(specification);
            int operations = many ? 200_000 : HANDFUL;
            assertThat(baseline.checksum(backend, operations, specification, LIMIT))
                    .as(specification.toString())
                    .isEqualTo(run(specification, backend, operations));
        }
    }

    @Test
    void heapsAreFilledWithTheSameInJavaAndInC() throws ChildFailedException {
        CBaseline baseline = new CBaseline(directory);
        for (WorkloadSpecification specification :
                List.of(WorkloadSpecification.HEAP_PAIR_64, WorkloadSpecification.HEAP_CYCLE)) {
            long expected = run(specification, "mimalloc", HANDFUL);
            assertThat(run(specification, "jemalloc", HANDFUL)).isEqualTo(expected);
            if (CCompiler.find().isPresent()) {
                assertThat(baseline.checksum("mimalloc", HANDFUL, specification, LIMIT))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Contenders.BARE_CALLS, Contenders.BARE_AND_EMPTY_CALLS})
    void bareCallsDoTheSame(String bare) throws ChildFailedException {
        // Read once, by whichever of them comes first.
        System.setProperty(
                Contenders.BARE_LIBRARY_PROPERTY,
                new CBaseline(directory).library("mimalloc").toString());
        List<WorkloadSpecification> all = Stream.concat(
                        workloads().stream(),
                        Stream.of(WorkloadSpecification.HEAP_PAIR_64, WorkloadSpecification.HEAP_CYCLE))
                .toList();
        for (WorkloadSpecification specification : all) {
            assertThat(run(specification, bare, HANDFUL))
                    .as(specification.toString())
                    .isEqualTo(run(specification, "mimalloc", HANDFUL));
        }
    }

    @Test
    void checksumTellsSequencesApart() {
        WorkloadSpecification slots = WorkloadSpecification.of("slots", 100, 8, 512);
        assertThat(run(slots, "mimalloc", 1000)).isNotZero().isNotEqualTo(run(slots, "mimalloc", 1001));
    }

    @Test
    void specificationIsReadAsItIsWritten() {
        assertThat(WorkloadSpecification.parse(WorkloadSpecification.SLOTS.words()))
                .isEqualTo(WorkloadSpecification.SLOTS)
                .hasToString("slots 100000 8 512");
    }

    @Test
    void unknownWorkloadIsRefused() {
        assertThatThrownBy(() -> Workload.open(WorkloadSpecification.of("pear", 64), "mimalloc"))
                .hasMessageContaining("name=pear");
    }

    private static long run(WorkloadSpecification specification, String contender, int operations) {
        Workload workload = Workload.open(specification, contender);
        workload.run(operations);
        workload.close();
        return workload.checksum();
    }
}
