package org.ccalloc.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceFormatTest {

    private static final TraceHeader HEADER = new TraceHeader(TraceSource.JAVA_PROGRAM, "a program");

    /** Writes the events of a trace. */
    private interface Events {
        void write(TraceWriter writer) throws IOException;
    }

    private static byte[] trace(Events events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceWriter writer = new TraceWriter(out, HEADER)) {
            events.write(writer);
        }
        return out.toByteArray();
    }

    private static byte[] everyOperation() throws IOException {
        return trace(writer -> {
            int main = writer.beginThread();
            int other = writer.beginThread();
            int a = writer.allocate(TraceOperation.ALLOC, main, 1, 1);
            int b = writer.allocate(TraceOperation.CALLOC, other, 300, 1);
            int c = writer.allocate(TraceOperation.ALLOC_ALIGNED, main, 1L << 40, 4096);
            int d = writer.allocate(TraceOperation.CALLOC_ALIGNED, main, 64, 8);
            int e = writer.allocate(TraceOperation.ALLOC_NODE, main, 40, 1);
            writer.resize(TraceOperation.REALLOC, other, a, 5000, 1);
            writer.resize(TraceOperation.REALLOC_ALIGNED, main, b, 10, 1 << 26);
            writer.resize(TraceOperation.RESIZE_IN_PLACE, main, d, 60, 1);
            writer.free(TraceOperation.FREE, other, a);
            writer.endThread(other);
            writer.free(TraceOperation.FREE_UNSIZED, main, c);
            writer.free(TraceOperation.FREE, main, e);
            writer.countUnknownFree();
        });
    }

    private static List<String> read(byte[] trace) throws IOException {
        List<String> events = new ArrayList<>();
        try (TraceReader reader = new TraceReader(new ByteArrayInputStream(trace))) {
            while (reader.next()) {
                TraceOperation operation = reader.operation();
                StringBuilder event =
                        new StringBuilder().append(reader.thread()).append(' ').append(operation);
                if (!operation.isOfThread()) {
                    event.append(" #").append(reader.block()).append(' ');
                    event.append(reader.oldByteSize()).append("->").append(reader.byteSize());
                }
                if (operation.isAligned()) {
                    event.append(" @").append(reader.byteAlignment());
                }
                events.add(event.toString());
            }
            assertThat(reader.next()).as("it stays at the end").isFalse();
        }
        return events;
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        assertThat(read(everyOperation()))
                .containsExactly(
                        "0 THREAD_BEGIN",
                        "1 THREAD_BEGIN",
                        "0 ALLOC #0 0->1",
                        "1 CALLOC #1 0->300",
                        "0 ALLOC_ALIGNED #2 0->1099511627776 @4096",
                        "0 CALLOC_ALIGNED #3 0->64 @8",
                        "0 ALLOC_NODE #4 0->40",
                        "1 REALLOC #0 1->5000",
                        "0 REALLOC_ALIGNED #1 300->10 @67108864",
                        "0 RESIZE_IN_PLACE #3 64->60",
                        "1 FREE #0 5000->5000",
                        "1 THREAD_END",
                        "0 FREE_UNSIZED #2 1099511627776->1099511627776",
                        "0 FREE #4 40->40");
    }

    @Test
    void summaryTellsCountsPeakAndSizes() throws IOException {
        TraceSummary summary = TraceSummary.of(new TraceReader(new ByteArrayInputStream(everyOperation())));
        assertThat(summary.header()).isEqualTo(HEADER);
        long peak = (1L << 40) + 1 + 300 + 64 + 40 + 5000 - 1;
        assertThat(summary.totals()).isEqualTo(new TraceTotals(14, 2, 5, peak, 2, 70, 1));
        assertThat(summary.remoteFrees()).isOne();
        assertThat(summary.count(TraceOperation.FREE)).isEqualTo(2);
        assertThat(summary.sizes())
                .containsEntry(1L, 1L)
                .containsEntry(32L, 1L)
                .containsEntry(64L, 1L)
                .containsEntry(256L, 1L)
                .hasSize(5);
    }

    @Test
    void everyDamagedByteIsNoticed() throws IOException {
        byte[] whole = everyOperation();
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> read(damaged))
                        .as("byte %d of %d, bit %d", at, whole.length, bit)
                        .isInstanceOfSatisfying(
                                TraceFormatException.class,
                                e -> assertThat(e.offset()).isBetween(0L, (long) whole.length))
                        .hasMessageContaining("offset=");
            }
        }
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        byte[] whole = everyOperation();
        for (int length = 0; length < whole.length; length++) {
            byte[] truncated = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(truncated))
                    .as("%d bytes of %d", length, whole.length)
                    .isInstanceOf(TraceFormatException.class)
                    .hasMessageStartingWith("trace: offset=" + length + ", the file ends inside ");
        }
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("offset=" + whole.length + ", there are bytes after the last chunk");
    }

    @Test
    void chunksThatAreMovedOrLeftOutAreNoticed() throws IOException {
        byte[] whole = manyEvents(200_000);
        int header = TraceFormat.MAGIC.length + 3 + HEADER.title().length() + 4;
        int first = TraceFormat.CHUNK_HEADER_BYTES
                + ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(header + 1)
                + 4;
        byte[] cut = new byte[whole.length - first];
        System.arraycopy(whole, 0, cut, 0, header);
        System.arraycopy(whole, header + first, cut, header, cut.length - header);
        assertThatThrownBy(() -> read(cut))
                .hasMessageStartingWith("trace: offset=" + header + ", a chunk is damaged: checksum=0x");
    }

    /** Blocks that come and go, more than a chunk holds. */
    private static byte[] manyEvents(int count) throws IOException {
        return trace(writer -> {
            Random random = new Random(7);
            int thread = writer.beginThread();
            List<Integer> live = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (live.size() < 100 || random.nextInt(100) < 50) {
                    live.add(writer.allocate(TraceOperation.ALLOC, thread, 1 + random.nextInt(4096), 1));
                } else {
                    Collections.swap(live, random.nextInt(live.size()), live.size() - 1);
                    writer.free(TraceOperation.FREE, thread, live.removeLast());
                }
            }
        });
    }

    @Test
    void manyChunksAreReadAsOneTrace() throws IOException {
        assertThat(read(manyEvents(200_000))).hasSize(200_001);
    }

    @Test
    void numbersOfFreedBlocksAreUsedAgain() throws IOException {
        TraceSummary summary = TraceSummary.of(new TraceReader(new ByteArrayInputStream(trace(writer -> {
            int thread = writer.beginThread();
            for (int i = 0; i < 1000; i++) {
                int block = writer.allocate(TraceOperation.ALLOC, thread, 64, 1);
                assertThat(block).isZero();
                writer.free(TraceOperation.FREE, thread, block);
            }
        }))));
        assertThat(summary.totals().peakLiveBlocks()).isOne();
    }

    @Test
    void whatMakesNoSenseIsNotWritten() throws IOException {
        trace(writer -> {
            assertThatThrownBy(() -> writer.allocate(TraceOperation.ALLOC, 0, 8, 1))
                    .hasMessage("trace: thread=0 (expected one that has begun and not ended)");
            int thread = writer.beginThread();
            assertThatThrownBy(() -> writer.allocate(TraceOperation.ALLOC, thread, 0, 1))
                    .hasMessageContaining("byteSize=0");
            assertThatThrownBy(() -> writer.allocate(TraceOperation.FREE, thread, 8, 1))
                    .hasMessageContaining("operation=FREE");
            assertThatThrownBy(() -> writer.allocate(TraceOperation.ALLOC_ALIGNED, thread, 8, 24))
                    .hasMessageContaining("byteAlignment=24");
            int block = writer.allocate(TraceOperation.ALLOC, thread, 8, 1);
            writer.free(TraceOperation.FREE, thread, block);
            assertThatThrownBy(() -> writer.free(TraceOperation.FREE, thread, block))
                    .hasMessage("trace: block=0 (expected one that is live)");
            assertThatThrownBy(() -> writer.resize(TraceOperation.REALLOC, thread, block, 8, 1))
                    .hasMessageContaining("block=0");
            writer.endThread(thread);
            assertThatThrownBy(() -> writer.endThread(thread)).hasMessageContaining("thread=0");
        });
    }

    @Test
    void aTraceThatIsNotClosedIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceWriter unfinished = new TraceWriter(out, HEADER);
        unfinished.beginThread();
        byte[] begun = out.toByteArray();
        assertThatThrownBy(() -> read(begun)).hasMessageContaining("the file ends inside the header of a chunk");
        unfinished.close();
        assertThat(read(out.toByteArray())).hasSize(1);
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        byte[] newer = everyOperation();
        newer[TraceFormat.MAGIC.length]++;
        assertThatThrownBy(() -> read(newer)).hasMessage("trace: offset=8, version=2 (expected 1)");
        assertThatThrownBy(() -> read("#!/bin/sh\necho hello\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("trace: offset=0, the file does not begin as a trace does");
    }
}
