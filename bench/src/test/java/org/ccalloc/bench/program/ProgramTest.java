package org.ccalloc.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramTest {

    private static final long SEED = 42;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private CBaseline baseline;

    @BeforeAll
    void compileNothingYet(@TempDir Path directory) {
        baseline = new CBaseline(directory);
    }

    /** As many as the program can do with: 1 and 2, or more if it asks for more. */
    private static List<Integer> threads(ProgramKind kind) {
        return Stream.of(1, 2, 4).map(kind::threads).distinct().limit(2).toList();
    }

    @ParameterizedTest
    @EnumSource
    void programDoesTheSameInJavaAndInC(ProgramKind kind) throws ChildFailedException, InterruptedException {
        assumeTrue(CCompiler.find().isPresent(), "no C compiler: the program in C is not compared");
        for (int threads : threads(kind)) {
            Outcome inJava = run(kind, Contenders.open("mimalloc"), threads, 1);
            Printed inC = baseline.programs().once("mimalloc", kind, threads, SEED, 1, LIMIT);
            assertThat(Long.toHexString(inJava.checksum()) + " of " + inJava.operations())
                    .as("checksum and operations with %d threads", threads)
                    .isEqualTo(inC.text("checksum") + " of " + inC.number("operations"));
            assertThat(inJava.operations()).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void programDoesTheSameOnEveryBackendAndGivesEverythingBack(ProgramKind kind) throws InterruptedException {
        int threads = kind.threads(2);
        Outcome expected = null;
        for (String backend : List.of("mimalloc", "jemalloc", "java-unsafe")) {
            CcAllocator allocator = Contenders.open(backend);
            allocator.statsReset();
            allocator.statsEnable(true);
            Outcome outcome = run(kind, allocator, threads, 1);
            allocator.statsEnable(false);
            CcAllocSnapshot snapshot = allocator.statsSnapshot();
            assertThat(snapshot.allocCount()).isEqualTo(snapshot.freeCount()).isEqualTo(outcome.operations());
            assertThat(snapshot.currentAllocated()).isZero();
            expected = expected == null ? outcome : expected;
            assertThat(outcome.checksum()).isEqualTo(expected.checksum());
            assertThat(outcome.operations()).isEqualTo(expected.operations());
        }
    }

    @ParameterizedTest
    @EnumSource
    void programDoesTheSameEachTimeAndMoreAtALargerScale(ProgramKind kind) throws InterruptedException {
        CcAllocator allocator = Contenders.open("mimalloc");
        Program program = open(kind, allocator, kind.threads(2), 1);
        Outcome first = program.run();
        Outcome second = program.run();
        assertThat(second.checksum()).isEqualTo(first.checksum());
        assertThat(second.operations()).isEqualTo(first.operations());
        assertThat(run(kind, allocator, kind.threads(2), 2).operations()).isGreaterThan(first.operations());
    }

    @ParameterizedTest
    // Those left out have no other block while one is live.
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CACHE_SCRATCH", "CACHE_THRASH"})
    void lostContentShowsInTheChecksum(ProgramKind kind) throws InterruptedException {
        CcAllocator mimalloc = Contenders.open("mimalloc");
        Outcome sound = run(kind, mimalloc, kind.threads(1), 1);
        assertThat(run(kind, new Forgetful(mimalloc), kind.threads(1), 1).checksum())
                .isNotEqualTo(sound.checksum());
    }

    @ParameterizedTest
    @EnumSource
    void exhaustionEndsTheProgramWithTheReason(ProgramKind kind) {
        CcAllocator mimalloc = Contenders.open("mimalloc");
        assertThatThrownBy(() -> run(kind, new Exhausted(mimalloc), kind.threads(2), 1))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(OutOfMemoryError.class),
                        thrown -> assertThat(thrown).hasMessageContaining("the allocator answered 0"));
    }

    @Test
    void threadsAreAsManyAsAProgramCanHave() {
        assertThat(ProgramKind.GLIBC_SIMPLE.threads(8)).isEqualTo(1);
        assertThat(ProgramKind.QUEUE_NODES.threads(1)).isEqualTo(3);
        assertThat(ProgramKind.LARSON.threads(8)).isEqualTo(8);
        assertThatThrownBy(() -> open(ProgramKind.XMALLOC_TEST, Contenders.open("mimalloc"), 1, 1))
                .hasMessage("xmalloc-test: threads=1 (expected 2)");
    }

    @Test
    void unknownProgramIsRefusedWithTheNamesOfAll() {
        assertThat(ProgramKind.named("xmalloc-test")).isEqualTo(ProgramKind.XMALLOC_TEST);
        assertThatThrownBy(() -> ProgramKind.named("lisa"))
                .hasMessageContaining("workload=lisa (expected larson,mstress,xmalloc-test,rptest,alloc-test");
    }

    @Test
    void randomSizesStayWithinTheirBounds() {
        long x = RandomNumbers.start(SEED, 0);
        int[] drawn = new int[5];
        for (int i : IntStream.range(0, 10_000).toArray()) {
            x = RandomNumbers.next(x);
            assertThat(RandomNumbers.between(x, 8, 1000)).as("draw %d", i).isBetween(8L, 1000L);
            assertThat(RandomNumbers.withBits(x, 5)).isBetween(32L, 63L);
            drawn[RandomNumbers.below(x, 5)]++;
        }
        assertThat(Arrays.stream(drawn).min().orElseThrow()).isGreaterThan(1800);
    }

    private static Program open(ProgramKind kind, CcAllocator allocator, int threads, int scale) {
        return kind.open(new Setting(new AllocatorBlocks(allocator), threads, SEED, scale));
    }

    private static Outcome run(ProgramKind kind, CcAllocator allocator, int threads, int scale)
            throws InterruptedException {
        return open(kind, allocator, threads, scale).run();
    }
}
