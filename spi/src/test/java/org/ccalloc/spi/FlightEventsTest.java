package org.ccalloc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightEventsTest {

    private static final String ALLOCATION = "org.ccalloc.Allocation";
    private static final String FREE = "org.ccalloc.Free";
    private static final String STATISTICS = "org.ccalloc.AllocatorStatistics";
    private static final String TOTALS = "org.ccalloc.AllocatorTotals";
    private static final String HEAP_STATISTICS = "org.ccalloc.HeapStatistics";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private Path directory;

    /** Of a name that no other test has: what is watched stays watched. */
    private final NamedMaker allocator = new NamedMaker("flight-" + NUMBER.incrementAndGet());

    FlightEventsTest() {
        FlightEvents.watch(allocator);
    }

    private static final class NamedMaker extends SegmentHeap.Maker {
        private final String name;

        NamedMaker(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        protected boolean resizeBlockInPlace(long address, long oldByteSize, long newByteSize) {
            return newByteSize < oldByteSize;
        }
    }

    // -------------------------------------------------------------------------------------- single blocks

    @Test
    void W02_everyAllocationTellsWhatWasAskedFor() throws IOException {
        try (Recording recording = recordAllBlocks()) {
            long plain = allocator.alloc(100);
            long zeroed = allocator.calloc(3, 7);
            long aligned = allocator.allocAligned(101, 256);
            long zeroedAligned = allocator.callocAligned(5, 5, 512);
            long node = allocator.allocNode(40);
            assertThat(allocator.alloc(SegmentAllocator.LARGEST_BLOCK + 1)).isZero();
            assertThat(allocator.alloc(0)).isZero();
            assertThat(events(recording, ALLOCATION))
                    .extracting(
                            event -> event.getLong("address"),
                            event -> event.getLong("byteSize"),
                            event -> event.getLong("byteAlignment"),
                            event -> event.getString("heap"))
                    .containsExactly(
                            tuple(plain, 100L, 0L, null),
                            tuple(zeroed, 21L, 0L, null),
                            tuple(aligned, 101L, 256L, null),
                            tuple(zeroedAligned, 25L, 512L, null),
                            tuple(node, 40L, CacheLine.byteSize(), null));
        }
    }

    @Test
    void W02_everyFreeTellsWhatItWasGiven() throws IOException {
        long sized = allocator.alloc(100);
        long unsized = allocator.alloc(200);
        try (Recording recording = recordAllBlocks()) {
            allocator.free(sized, 100);
            allocator.freeUnsized(unsized);
            allocator.free(0, 100);
            allocator.freeUnsized(0);
            assertThat(events(recording, FREE))
                    .extracting(event -> event.getLong("address"), event -> event.getLong("byteSize"))
                    .containsExactly(tuple(sized, 100L), tuple(unsized, 0L));
        }
    }

    @Test
    void W02_aResizeTellsOfAnAllocationAndAFree() throws IOException {
        long address = allocator.alloc(100);
        try (Recording recording = recordAllBlocks()) {
            long moved = allocator.realloc(address, 100, 150);
            long aligned = allocator.reallocAligned(moved, 150, 160, 1024);
            assertThat(allocator.resizeInPlace(aligned, 160, 120)).isTrue();
            assertThat(allocator.resizeInPlace(aligned, 120, 180)).isFalse();
            assertThat(allocator.realloc(aligned, 120, SegmentAllocator.LARGEST_BLOCK + 1))
                    .isZero();
            assertThat(events(recording, ALLOCATION))
                    .extracting(
                            event -> event.getLong("address"),
                            event -> event.getLong("byteSize"),
                            event -> event.getLong("byteAlignment"))
                    .containsExactly(tuple(moved, 150L, 0L), tuple(aligned, 160L, 1024L), tuple(aligned, 120L, 0L));
            assertThat(events(recording, FREE))
                    .extracting(event -> event.getLong("address"), event -> event.getLong("byteSize"))
                    .containsExactly(tuple(address, 100L), tuple(moved, 150L), tuple(aligned, 160L));
        }
    }

    @Test
    void W02_blocksOfHeapsTellTheirHeap() throws IOException {
        try (CcHeap before = allocator.newHeap(HeapOptions.named("before"));
                Recording recording = recordAllBlocks();
                CcHeap meanwhile = allocator.newHeap(HeapOptions.named("meanwhile"))) {
            before.alloc(10);
            meanwhile.alloc(20);
            assertThat(events(recording, ALLOCATION))
                    .extracting(event -> event.getString("heap"), event -> event.getLong("byteSize"))
                    .containsExactly(tuple("before", 10L), tuple("meanwhile", 20L));
        }
    }

    @Test
    void W02_closingAHeapTellsOfNoFree() throws IOException {
        try (Recording recording = recordAllBlocks()) {
            try (CcHeap heap = allocator.newHeap(HeapOptions.named("closed"))) {
                heap.alloc(10);
                heap.free(heap.alloc(20), 20);
            }
            assertThat(events(recording, ALLOCATION)).hasSize(2);
            assertThat(events(recording, FREE))
                    .extracting(event -> event.getLong("byteSize"))
                    .containsExactly(20L);
        }
    }

    @Test
    void W02_aStackTraceIsThereIfItWasAskedFor() throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable(ALLOCATION).with("throttle", "off").withStackTrace();
            recording.start();
            allocator.alloc(10);
            RecordedEvent event = events(recording, ALLOCATION).getFirst();
            assertThat(event.getThread().getJavaName())
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(event.getStackTrace().getFrames())
                    .anyMatch(frame -> frame.getMethod().getName().equals("W02_aStackTraceIsThereIfItWasAskedFor"));
        }
        try (Recording recording = recordAllBlocks()) {
            allocator.alloc(10);
            assertThat(events(recording, ALLOCATION).getFirst().getStackTrace()).isNull();
        }
    }

    @Test
    void W02_eventsAreThrottledUnlessAskedOtherwise() throws IOException {
        int perSecond = 300;
        try (Recording recording = new Recording()) {
            recording.enable(ALLOCATION);
            recording.enable(FREE);
            long start = System.nanoTime();
            recording.start();
            for (int i = 0; i < 20_000; i++) {
                allocator.free(allocator.alloc(1), 1);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            // The JDK hands out a fifth of a second's events at once, and what was not used for up to a second.
            int most = (int) (perSecond * (seconds + 1));
            assertThat(events(recording, ALLOCATION)).hasSizeBetween(1, most);
            assertThat(events(recording, FREE)).hasSizeBetween(1, most);
        }
    }

    @Test
    void W03_blocksAreNotToldOfUnlessAskedFor() throws IOException {
        assertThat(allocator.tellsBlocks()).isFalse();
        try (Recording recording = new Recording();
                CcHeap heap = allocator.newHeap(HeapOptions.named("quiet"))) {
            recording.start();
            long address = allocator.alloc(100);
            allocator.free(address, 100);
            heap.alloc(100);
            assertThat(allocator.tellsBlocks()).isFalse();
            assertThat(events(recording, ALLOCATION)).isEmpty();
            assertThat(events(recording, FREE)).isEmpty();
        }
    }

    @Test
    void W03_blocksAreNotToldOfAnyLongerWhenTheRecordingStops() {
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("heap"));
                Recording outer = recordAllBlocks()) {
            assertThat(allocator.tellsBlocks()).isTrue();
            assertThat(((AbstractCcHeap) heap).tellsBlocks()).isTrue();
            try (Recording inner = new Recording()) {
                inner.start();
                inner.stop();
            }
            assertThat(allocator.tellsBlocks()).isTrue();
            outer.stop();
            assertThat(allocator.tellsBlocks()).isFalse();
            assertThat(((AbstractCcHeap) heap).tellsBlocks()).isFalse();
        }
    }

    @Test
    void W02_settingsThatChangeWhileARecordingRunsAreFollowedWithinAPeriod() throws InterruptedException {
        try (Recording recording = new Recording()) {
            recording.enable(STATISTICS).with("period", "20 ms");
            recording.start();
            recording.enable(FREE);
            while (!allocator.tellsBlocks()) {
                Thread.onSpinWait();
                assertThat(Thread.interrupted()).as("in time").isFalse();
            }
        }
    }

    // ------------------------------------------------------------------------------------------ statistics

    @Test
    void W01_statisticsAreToldUnlessSwitchedOff() throws IOException {
        allocator.statsEnable(true);
        try (CcHeap _ = allocator.newHeap(HeapOptions.named("heap"));
                Recording recording = new Recording()) {
            // Enabled by itself; only the time of it is the test's.
            recording.setSettings(Map.of(STATISTICS + "#period", "endChunk"));
            recording.start();
            allocator.free(allocator.alloc(100), 100);
            allocator.freeUnsized(allocator.alloc(30));
            allocator.alloc(7);
            recording.stop();
            assertThat(events(recording, STATISTICS))
                    .extracting(
                            event -> event.getBoolean("counting"),
                            event -> event.getLong("allocCount"),
                            event -> event.getLong("freeCount"),
                            event -> event.getLong("unsizedFreeCount"),
                            event -> event.getLong("allocBytes"),
                            event -> event.getLong("freeBytes"),
                            event -> event.getLong("liveBytes"),
                            event -> event.getInt("openHeaps"))
                    .containsExactly(tuple(true, 3L, 2L, 1L, 137L, 100L, 37L, 1));
            assertThat(events(recording, HEAP_STATISTICS)).isEmpty();
        }
    }

    @Test
    void W01_totalsAreToldAtTheEndOfARecordingThatIsShorterThanThePeriod() throws IOException {
        allocator.statsEnable(true);
        try (CcHeap _ = allocator.newHeap(HeapOptions.named("heap"));
                Recording recording = new Recording()) {
            recording.start();
            allocator.free(allocator.alloc(100), 100);
            allocator.freeUnsized(allocator.alloc(30));
            allocator.alloc(7);
            recording.stop();
            allocator.alloc(1);
            assertThat(events(recording, TOTALS))
                    .extracting(
                            event -> event.getBoolean("counting"),
                            event -> event.getLong("allocCount"),
                            event -> event.getLong("freeCount"),
                            event -> event.getLong("unsizedFreeCount"),
                            event -> event.getLong("allocBytes"),
                            event -> event.getLong("freeBytes"),
                            event -> event.getLong("liveBytes"),
                            event -> event.getInt("openHeaps"))
                    .containsExactly(tuple(true, 3L, 2L, 1L, 137L, 100L, 37L, 1));
        }
    }

    @Test
    void W01_totalsAreToldWhereARunningRecordingIsWritten() throws IOException {
        allocator.statsEnable(true);
        try (Recording recording = new Recording()) {
            recording.start();
            allocator.alloc(1);
            assertThat(events(recording, TOTALS).getLast().getLong("allocCount"))
                    .isEqualTo(1);
            allocator.alloc(1);
            assertThat(events(recording, TOTALS).getLast().getLong("allocCount"))
                    .isEqualTo(2);
        }
    }

    @Test
    void W01_statisticsOfHeapsAreToldIfAskedFor() throws IOException {
        allocator.statsEnable(true);
        CcHeap closed = allocator.newHeap(HeapOptions.named("closed"));
        try (CcHeap heap = allocator.newHeap(HeapOptions.named("open"));
                Recording recording = new Recording()) {
            recording.enable(HEAP_STATISTICS).with("period", "endChunk");
            recording.start();
            heap.alloc(10);
            heap.free(heap.alloc(20), 20);
            closed.close();
            recording.stop();
            assertThat(events(recording, HEAP_STATISTICS))
                    .extracting(
                            event -> event.getString("heap"),
                            event -> event.getLong("allocCount"),
                            event -> event.getLong("freeCount"),
                            event -> event.getLong("liveBytes"),
                            event -> event.getLong("footprint"),
                            event -> event.getLong("maxFootprint"))
                    .containsExactly(tuple("open", 2L, 1L, 10L, -1L, -1L));
        }
    }

    private static Recording recordAllBlocks() {
        Recording recording = new Recording();
        recording.enable(ALLOCATION).with("throttle", "off");
        recording.enable(FREE).with("throttle", "off");
        recording.start();
        return recording;
    }

    /** In the order of time; those of other tests' allocators are left out. */
    private List<RecordedEvent> events(Recording recording, String name) throws IOException {
        Path file = directory.resolve("recording-" + NUMBER.incrementAndGet() + ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .filter(event -> allocator.name().equals(event.getString("allocator")))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                .toList();
    }
}
