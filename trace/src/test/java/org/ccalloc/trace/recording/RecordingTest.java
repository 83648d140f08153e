package org.ccalloc.trace.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.ReuseOrder;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.trace.TraceOperation;
import org.ccalloc.trace.TraceReader;
import org.ccalloc.trace.TraceSource;
import org.ccalloc.trace.TraceSummary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

    @TempDir
    private Path directory;

    private Path file;
    private Recording recording;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("trace");
        recording = Recording.start(file, "test");
    }

    private List<String> events() throws IOException {
        recording.close();
        List<String> events = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(file)) {
            while (reader.next()) {
                TraceOperation operation = reader.operation();
                if (!operation.isOfThread()) {
                    events.add(operation + " " + reader.thread() + " #" + reader.block() + " " + reader.byteSize()
                            + (operation.isAligned() ? " @" + reader.byteAlignment() : ""));
                }
            }
        }
        return events;
    }

    private TraceSummary summary() throws IOException {
        recording.close();
        return TraceSummary.of(file);
    }

    /** The mock, which throws if it is called with another size or address than it should be. */
    @Test
    void everythingThatSucceedsIsRecorded() throws IOException {
        try (MockAllocator mock = MockAllocator.create()) {
            CcAllocator allocator = recording.of(mock);
            long a = allocator.alloc(10);
            long b = allocator.calloc(3, 7);
            long c = allocator.allocAligned(100, 64);
            long d = allocator.callocAligned(2, 8, 32);
            long e = allocator.allocNode(40);
            a = allocator.realloc(a, 10, 1000);
            c = allocator.reallocAligned(c, 100, 200, 128);
            long f = allocator.realloc(0, 0, 5);
            long g = allocator.reallocAligned(0, 0, 6, 16);
            allocator.free(a, 1000);
            allocator.free(b, 21);
            allocator.freeUnsized(c);
            allocator.free(d, 16);
            allocator.free(e, 40);
            allocator.free(f, 5);
            allocator.free(g, 6);
        }
        assertThat(events())
                .containsExactly(
                        "ALLOC 0 #0 10",
                        "CALLOC 0 #1 21",
                        "ALLOC_ALIGNED 0 #2 100 @64",
                        "CALLOC_ALIGNED 0 #3 16 @32",
                        "ALLOC_NODE 0 #4 40",
                        "REALLOC 0 #0 1000",
                        "REALLOC_ALIGNED 0 #2 200 @128",
                        "ALLOC 0 #5 5",
                        "ALLOC_ALIGNED 0 #6 6 @16",
                        "FREE 0 #0 1000",
                        "FREE 0 #1 21",
                        "FREE_UNSIZED 0 #2 200",
                        "FREE 0 #3 16",
                        "FREE 0 #4 40",
                        "FREE 0 #5 5",
                        "FREE 0 #6 6");
        assertThat(summary().header().source()).isEqualTo(TraceSource.JAVA_PROGRAM);
    }

    @Test
    void whatFailsOrDoesNothingIsNotRecorded() throws IOException {
        CcAllocator allocator = recording.of(CcAllocators.named("mimalloc"));
        assertThat(allocator.alloc(0)).isZero();
        assertThat(allocator.alloc(Long.MAX_VALUE)).isZero();
        assertThat(allocator.calloc(0, 8)).isZero();
        allocator.free(0, 8);
        allocator.freeUnsized(0);
        long block = allocator.alloc(8);
        assertThat(allocator.realloc(block, 8, Long.MAX_VALUE)).isZero();
        assertThatThrownBy(() -> allocator.realloc(block, 8, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.free(block, -1)).isInstanceOf(IllegalArgumentException.class);
        allocator.free(block, 8);
        assertThat(events()).containsExactly("ALLOC 0 #0 8", "FREE 0 #0 8");
    }

    @Test
    void resizingInPlaceIsRecordedIfItWasDone() throws IOException {
        CcAllocator allocator = recording.of(CcAllocators.named("mimalloc"));
        long block = allocator.alloc(64);
        assertThat(allocator.resizeInPlace(block, 64, 60)).isTrue();
        assertThat(allocator.resizeInPlace(block, 60, 1 << 20)).isFalse();
        allocator.free(block, 60);
        assertThat(events()).containsExactly("ALLOC 0 #0 64", "RESIZE_IN_PLACE 0 #0 60", "FREE 0 #0 60");
    }

    @Test
    void closingAHeapGivesItsBlocksBack() throws IOException {
        CcAllocator allocator = recording.of(CcAllocators.named("mimalloc"));
        long outside = allocator.alloc(1);
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("test"))) {
            heap.free(heap.alloc(2), 2);
            heap.alloc(3);
            heap.calloc(1, 4);
        }
        assertThat(summary().totals().bytesLeft()).isOne();
        assertThat(summary().totals().peakLiveBytes()).isEqualTo(1 + 3 + 4);
        assertThat(summary().count(TraceOperation.FREE_UNSIZED)).isEqualTo(2);
        allocator.free(outside, 1);
    }

    @Test
    void blocksFromBeforeAreCounted() throws IOException {
        CcAllocator unrecorded = CcAllocators.named("mimalloc");
        CcAllocator allocator = recording.of(unrecorded);
        allocator.free(unrecorded.alloc(8), 8);
        long block = allocator.realloc(unrecorded.alloc(8), 8, 16);
        allocator.free(block, 16);
        assertThat(events()).containsExactly("ALLOC 0 #0 16", "FREE 0 #0 16");
        assertThat(summary().totals().unknownFrees()).isEqualTo(2);
    }

    @Test
    void aBlockThatWasGivenBackElsewhereIsGivenBackWhenItsAddressComesAgain() throws IOException {
        CcAllocator unrecorded = CcAllocators.named("mimalloc");
        CcAllocator allocator = recording.of(unrecorded);
        for (int i = 0; i < 10_000; i++) {
            unrecorded.free(allocator.alloc(24), 24);
        }
        assertThat(summary().totals().blocksLeft()).isLessThan(5_000);
    }

    @Test
    void threadsAreTold() throws Exception {
        CcAllocator allocator = recording.of(CcAllocators.named("mimalloc"));
        long block = allocator.alloc(8);
        for (int i = 0; i < 200; i++) {
            Thread thread = Thread.ofVirtual().start(() -> allocator.free(allocator.alloc(1), 1));
            thread.join();
        }
        Thread.ofPlatform().start(() -> allocator.free(block, 8)).join();
        assertThat(summary().totals().threads()).isEqualTo(202);
        assertThat(summary().remoteFrees()).isOne();
        assertThat(summary().count(TraceOperation.THREAD_END)).isGreaterThan(100);
    }

    /**
     * In the wrong order, a block would be allocated where one is live, or given back where there is none. The mock hands an
     * address out again at once, to whichever thread comes next.
     */
    @Test
    void theOrderIsTheRealOneWhateverThreadsDo() throws Exception {
        int rounds = 5_000;
        try (MockAllocator mock = MockAllocator.builder()
                .reuseOrder(new ReuseOrder.LastFreedFirst())
                .stackTraces(false)
                .build()) {
            CcAllocator allocator = recording.of(mock);
            AtomicLong shelf = new AtomicLong(allocator.alloc(32));
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Future<?>> futures = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    futures.add(executor.submit(() -> {
                        for (int i = 0; i < rounds; i++) {
                            long block = allocator.alloc(32);
                            block = allocator.realloc(block, 32, 32 << i % 4);
                            block = allocator.realloc(block, 32 << i % 4, 32);
                            if (i % 100 == 0) {
                                block = shelf.getAndSet(block);
                            }
                            allocator.free(block, 32);
                        }
                        return null;
                    }));
                }
                for (Future<?> future : futures) {
                    future.get();
                }
            }
            allocator.free(shelf.get(), 32);
        }
        TraceSummary summary = summary();
        assertThat(summary.totals().unknownFrees()).isZero();
        assertThat(summary.totals().blocksLeft()).isZero();
        assertThat(summary.count(TraceOperation.FREE)).isEqualTo(4L * rounds + 1);
        assertThat(summary.count(TraceOperation.REALLOC)).isEqualTo(8L * rounds);
        assertThat(summary.totals().peakLiveBlocks()).isLessThan(20);
        assertThat(summary.remoteFrees()).isPositive();
    }

    @Test
    void anInterruptedThreadIsRecorded() throws Exception {
        CcAllocator allocator = recording.of(CcAllocators.named("mimalloc"));
        Thread thread = new Thread(() -> {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 200_000; i++) {
                allocator.free(allocator.alloc(1000 + i % 1000), 1000 + i % 1000);
            }
        });
        thread.start();
        thread.join();
        assertThat(summary().count(TraceOperation.FREE)).isEqualTo(200_000);
    }

    @Test
    void aFullDiskEndsTheRecordingAndNothingElse() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full here");
        Recording unlucky = Recording.start(full, "test");
        CcAllocator allocator = unlucky.of(CcAllocators.named("mimalloc"));
        for (int i = 0; i < 500_000; i++) {
            long block = allocator.alloc(1000 + i * 7919L % 100_000);
            assertThat(block).isNotZero();
            allocator.free(block, 1000 + i * 7919L % 100_000);
        }
        assertThat(unlucky.totals().events()).isLessThan(900_000);
        unlucky.close();
    }

    @Test
    void nothingIsRecordedAfterTheEnd() throws IOException {
        CcAllocator allocator = recording.of(CcAllocators.named("mimalloc"));
        long block = allocator.alloc(8);
        recording.close();
        allocator.free(block, 8);
        recording.close();
        assertThat(summary().totals().blocksLeft()).isOne();
    }

    /** A program that knows nothing of recording. */
    static final class Program {
        public static void main(String[] arguments) {
            CcAllocator allocator = CcAllocators.get();
            for (int i = 1; i <= 1000; i++) {
                allocator.free(allocator.alloc(i), i);
            }
            System.exit(3); // in the middle of it
        }
    }

    private String runProgram(String setting) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dccalloc.record=" + setting,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(3);
        return output;
    }

    @Test
    void thePropertyRecordsAProgramToItsExit() throws Exception {
        Path trace = directory.resolve("program");
        assertThat(runProgram(trace.toString())).isEmpty();
        TraceSummary summary = TraceSummary.of(trace);
        assertThat(summary.count(TraceOperation.ALLOC)).isEqualTo(1000);
        assertThat(summary.count(TraceOperation.FREE)).isEqualTo(1000);
        assertThat(summary.header().title()).isEqualTo("mimalloc");
    }

    @Test
    void aProgramRunsEvenIfItCannotBeRecorded() throws Exception {
        String output = runProgram(directory.resolve("no/such/directory").toString());
        assertThat(output.lines().filter(line -> line.contains("recording: ")))
                .singleElement()
                .asString()
                .contains("ccalloc.record=", "nothing is recorded");
    }
}
