package org.ccalloc.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.bench.baseline.CBaseline;
import org.ccalloc.bench.child.ChildFailedException;
import org.ccalloc.bench.child.Printed;
import org.ccalloc.bench.contender.Contenders;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.RawMemory;
import org.ccalloc.trace.TraceFormatException;
import org.ccalloc.trace.TraceHeader;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceSource;
import org.ccalloc.trace.TraceWriter;
import org.ccalloc.trace.program.CCompiler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    private static final int THREADS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private Path trace;
    private long requests;
    private long resizes;

    /** All operations, all kinds of sizes, blocks that change threads, and some that are left at the end. */
    @BeforeEach
    void writeTrace() throws IOException {
        trace = directory.resolve("random.trace");
        Random random = new Random(5);
        List<Integer> live = new ArrayList<>();
        try (TraceWriter writer = TraceWriter.create(trace, new TraceHeader(TraceSource.JAVA_PROGRAM, "random"))) {
            for (int thread = 0; thread < THREADS; thread++) {
                writer.beginThread();
            }
            for (int i = 0; i < 20_000; i++) {
                int thread = random.nextInt(THREADS);
                int choice = live.size() < 20 ? 0 : random.nextInt(live.size() < 500 ? 10 : 12);
                long byteSize = 1L + random.nextInt(1 << random.nextInt(i % 100 == 0 ? 18 : 12));
                if (choice < 5) {
                    TraceOperation[] kinds = {
                        TraceOperation.ALLOC,
                        TraceOperation.CALLOC,
                        TraceOperation.ALLOC_ALIGNED,
                        TraceOperation.CALLOC_ALIGNED,
                        TraceOperation.ALLOC_NODE
                    };
                    live.add(writer.allocate(kinds[random.nextInt(kinds.length)], thread, byteSize, 64));
                    requests++;
                } else {
                    int at = random.nextInt(live.size());
                    int block = live.get(at);
                    if (choice < 8) {
                        TraceOperation[] kinds = {
                            TraceOperation.REALLOC, TraceOperation.REALLOC_ALIGNED, TraceOperation.RESIZE_IN_PLACE
                        };
                        writer.resize(kinds[random.nextInt(kinds.length)], thread, block, byteSize, 128);
                        resizes++;
                    } else {
                        writer.free(i % 7 == 0 ? TraceOperation.FREE_UNSIZED : TraceOperation.FREE, thread, block);
                        live.set(at, live.getLast());
                        live.removeLast();
                    }
                }
            }
        }
        assertThat(live).isNotEmpty();
    }

    private ReplayPlan plan(ReplayThreads threads) throws IOException {
        Path file = directory.resolve("plan-" + threads);
        ReplayPlanner.plan(trace, threads).write(file);
        return ReplayPlan.read(file);
    }

    @ParameterizedTest
    @EnumSource
    void everythingIsDoneOnceAPassAndNothingIsLeft(ReplayThreads threads) throws Exception {
        ReplayPlan plan = plan(threads);
        assertThat(plan.eventCount()).isEqualTo(20_000);
        for (String backend : List.of("mimalloc", "jemalloc", "java-unsafe")) {
            CcAllocator allocator = Contenders.open(backend);
            allocator.statsReset();
            allocator.statsEnable(true);
            ReplayCrew crew = new ReplayCrew(plan, new ReplayPass(plan, allocator));
            int passes = 3;
            for (int i = 0; i < passes; i++) {
                crew.run();
            }
            allocator.statsEnable(false);
            CcAllocSnapshot snapshot = allocator.statsSnapshot();
            assertThat(snapshot.allocCount()).isEqualTo(passes * (requests + resizes));
            assertThat(snapshot.freeCount()).isEqualTo(snapshot.allocCount());
            assertThat(crew.cpuNanos()).isPositive();
        }
    }

    @Test
    void threadsAreKeptIfTheyAreToBe() throws IOException {
        assertThat(plan(ReplayThreads.FOLD).threadCount()).isOne();
        assertThat(plan(ReplayThreads.KEEP).threadCount()).isEqualTo(THREADS);
        assertThat(plan(ReplayThreads.FOLD).blockCount()).isLessThan((int) requests);
        assertThat(plan(ReplayThreads.KEEP).blockCount()).isEqualTo((int) requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mimalloc", "jemalloc", "libc"})
    void theProgramInCDoesTheSame(String library) throws IOException, ChildFailedException {
        assumeTrue(CCompiler.find().isPresent(), "no C compiler: the program in C is not run");
        CBaseline baseline = new CBaseline(directory);
        for (ReplayThreads threads : ReplayThreads.values()) {
            ReplayedTrace replayed = ReplayedTrace.of(trace, threads, directory);
            Printed times =
                    Printed.object(baseline.replay().time(library, replayed.plan(), List.of("10", "3", "1"), LIMIT));
            assertThat(times.numbers("wallNanos")).hasSize(3).doesNotContain(0);
            assertThat(times.numbers("cpuNanos")).hasSize(3).doesNotContain(0);
            Files.delete(replayed.plan());
        }
        ReplayedTrace replayed = ReplayedTrace.of(trace, ReplayThreads.FOLD, directory);
        Printed memory = Printed.object(baseline.replay().memory(library, replayed.plan(), LIMIT));
        assertThat(memory.number("residentBytes").longValue())
                .isGreaterThan(memory.number("liveBytes").longValue() / 2);
    }

    /** Forgets the content of a block when it resizes it; or all of what it was asked to zero. */
    private static CcAllocator forgetful(boolean onRealloc) {
        return new ForwardingCcAllocator(Contenders.open("mimalloc")) {
            @Override
            public long realloc(long address, long oldByteSize, long newByteSize) {
                long moved = super.realloc(address, oldByteSize, newByteSize);
                if (onRealloc) {
                    RawMemory.putByte(moved, (byte) ~RawMemory.getByte(moved));
                }
                return moved;
            }

            @Override
            public long calloc(long count, long elementByteSize) {
                long address = super.calloc(count, elementByteSize);
                RawMemory.putByte(address, (byte) (onRealloc ? 0 : 1));
                return address;
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void lostContentIsAnError(ReplayThreads threads) throws IOException {
        ReplayPlan plan = plan(threads);
        assertThatThrownBy(() -> new ReplayCrew(plan, new ReplayPass(plan, forgetful(true))).run())
                .hasMessageContaining("has lost its content");
        assertThatThrownBy(() -> new ReplayCrew(plan, new ReplayPass(plan, forgetful(false))).run())
                .hasMessageContaining("bytes of calloc are not zero");
    }

    @Test
    void aBlockThatIsHandedOutTwiceIsAnError() throws IOException {
        ReplayPlan plan = plan(ReplayThreads.FOLD);
        AtomicLong last = new AtomicLong();
        CcAllocator broken = new ForwardingCcAllocator(Contenders.open("mimalloc")) {
            private int count;

            @Override
            public long alloc(long byteSize) {
                if (++count == 100) {
                    return last.get();
                }
                last.set(super.alloc(Math.max(byteSize, 1 << 18)));
                return last.get();
            }

            // Of a size that the replay does not know.

            @Override
            public void free(long address, long byteSize) {
                freeUnsized(address);
            }

            @Override
            public long realloc(long address, long oldByteSize, long newByteSize) {
                return super.realloc(address, usableSize(address), newByteSize);
            }

            @Override
            public long reallocAligned(long address, long oldByteSize, long newByteSize, long byteAlignment) {
                return super.reallocAligned(address, usableSize(address), newByteSize, byteAlignment);
            }

            @Override
            public boolean resizeInPlace(long address, long oldByteSize, long newByteSize) {
                return false;
            }
        };
        assertThatThrownBy(() -> new ReplayCrew(plan, new ReplayPass(plan, broken)).run())
                .hasMessageContaining("has lost its content");
    }

    @Test
    void exhaustionIsAnErrorAndNotAHang() throws IOException {
        ReplayPlan plan = plan(ReplayThreads.KEEP);
        CcAllocator exhausted = new ForwardingCcAllocator(Contenders.open("mimalloc")) {
            private final AtomicLong count = new AtomicLong();

            @Override
            public long alloc(long byteSize) {
                return count.incrementAndGet() > 100 ? 0 : super.alloc(byteSize);
            }
        };
        assertThatThrownBy(() -> new ReplayCrew(plan, new ReplayPass(plan, exhausted)).run())
                .hasMessageContaining("cannot be had");
    }

    @Test
    void marksTellWhatIsMissing() {
        CcAllocator allocator = Contenders.open("mimalloc");
        for (long byteSize : new long[] {1, 7, 8, 15, 16, 17, 4095, 4096, 4097, 4111, 4112, 12_345}) {
            long address = allocator.calloc(1, byteSize);
            assertThat(Marks.areThere(address, byteSize, 0)).isTrue();
            Marks.write(address, byteSize, Marks.word(3));
            assertThat(Marks.areThere(address, byteSize, Marks.word(3))).isTrue();
            assertThat(Marks.areThere(address, byteSize, Marks.word(4))).isFalse();
            for (long size = 1; size <= byteSize; size += 5) {
                assertThat(Marks.areKept(address, byteSize, size, Marks.word(3)))
                        .isTrue();
            }
            long end = byteSize < 8 ? 0 : byteSize < 16 ? 7 : byteSize - 1;
            RawMemory.putByte(address + end, (byte) ~RawMemory.getByte(address + end));
            assertThat(Marks.areThere(address, byteSize, Marks.word(3))).isFalse();
            allocator.free(address, byteSize);
        }
    }

    @Test
    void aDamagedTraceIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(trace);
        bytes[bytes.length / 2] ^= 1;
        Files.write(trace, bytes);
        assertThatThrownBy(() -> plan(ReplayThreads.FOLD))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("offset=");
    }
}
