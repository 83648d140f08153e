package org.ccalloc.bench.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.ccalloc.trace.TraceOperation;

/**
 * A trace, decoded to flat arrays, so that decoding is not timed. As a file it is what Java and C read alike:
 *
 * <pre>
 * long  events, blocks, threads, peak live bytes
 * long  starts[threads + 1]    the events of thread t: from starts[t] to starts[t + 1]
 * long  requests[events]       bits 0 to 3: operation, as in a trace; bit 4: WAITS; bit 5: SIGNALS;
 *                              bits 8 to 15: exponent of the alignment; bits 16 to 63: size
 * int   blocks[events]         which block
 * int   turns[events]          the block's turn: how often it has changed threads before
 * </pre>
 *
 * all in the machine's byte order. A turn counts only where a request WAITS for it, or SIGNALS that the next one has come.
 */
final class ReplayPlan {

    static final int OPERATION_MASK = 0x0f;
    static final int WAITS = 0x10;
    static final int SIGNALS = 0x20;
    static final int ALIGNMENT_SHIFT = 8;
    static final int SIZE_SHIFT = 16;

    /** Operations, as numbers for the loop. */
    static final int ALLOC = 1;

    static final int CALLOC = 2;
    static final int ALLOC_ALIGNED = 3;
    static final int CALLOC_ALIGNED = 4;
    static final int ALLOC_NODE = 5;
    static final int REALLOC = 6;
    static final int REALLOC_ALIGNED = 7;
    static final int RESIZE_IN_PLACE = 8;
    static final int FREE = 9;
    static final int FREE_UNSIZED = 10;

    private static final int HEADER_LONGS = 4;

    /** With marks of all kinds. */
    private static final long[] REHEARSED_SIZES = {4, 12, 64, 12_300};

    private final int[] starts;
    private final long[] requests;
    private final int[] blocks;
    private final int[] turns;
    private final int blockCount;
    private final long peakLiveBytes;

    /**
     * Takes over its arrays.
     *
     * @param starts where the events of each thread begin, and the end
     * @param requests what to do
     * @param blocks to which block
     * @param turns the block's turn
     * @param blockCount how many blocks there are
     * @param peakLiveBytes the most bytes that were live at once, as the trace says
     */
    ReplayPlan(int[] starts, long[] requests, int[] blocks, int[] turns, int blockCount, long peakLiveBytes) {
        this.starts = starts;
        this.requests = requests;
        this.blocks = blocks;
        this.turns = turns;
        this.blockCount = blockCount;
        this.peakLiveBytes = peakLiveBytes;
    }

    int[] starts() {
        return starts;
    }

    long[] requests() {
        return requests;
    }

    int[] blocks() {
        return blocks;
    }

    int[] turns() {
        return turns;
    }

    int blockCount() {
        return blockCount;
    }

    long peakLiveBytes() {
        return peakLiveBytes;
    }

    static int code(TraceOperation operation) {
        return switch (operation) {
            case ALLOC -> ALLOC;
            case CALLOC -> CALLOC;
            case ALLOC_ALIGNED -> ALLOC_ALIGNED;
            case CALLOC_ALIGNED -> CALLOC_ALIGNED;
            case ALLOC_NODE -> ALLOC_NODE;
            case REALLOC -> REALLOC;
            case REALLOC_ALIGNED -> REALLOC_ALIGNED;
            case RESIZE_IN_PLACE -> RESIZE_IN_PLACE;
            case FREE -> FREE;
            case FREE_UNSIZED -> FREE_UNSIZED;
            case THREAD_BEGIN, THREAD_END -> throw new IllegalArgumentException("no block: operation=" + operation);
        };
    }

    static long request(TraceOperation operation, long byteSize, long byteAlignment) {
        return (byteSize << SIZE_SHIFT)
                | ((long) Long.numberOfTrailingZeros(byteAlignment) << ALIGNMENT_SHIFT)
                | code(operation);
    }

    int eventCount() {
        return requests.length;
    }

    int threadCount() {
        return starts.length - 1;
    }

    /** A small plan of the same operations: brings code into memory, and next to nothing else. */
    ReplayPlan rehearsal() {
        long[] kinds = Arrays.stream(requests)
                .map(request -> request & OPERATION_MASK)
                .distinct()
                .toArray();
        LongStream.Builder small = LongStream.builder();
        for (int repetition = 0; repetition < 50; repetition++) {
            for (long kind : kinds) {
                for (long byteSize : REHEARSED_SIZES) {
                    small.add(small(kind < REALLOC ? kind : ALLOC, byteSize));
                    if (kind >= REALLOC && kind < FREE) {
                        small.add(small(kind, 2 * byteSize));
                        small.add(small(kind, byteSize));
                    }
                    small.add(kind == FREE_UNSIZED ? kind : FREE);
                }
            }
        }
        long[] events = small.build().toArray();
        int[] zeros = new int[events.length];
        return new ReplayPlan(new int[] {0, events.length}, events, zeros, zeros, 1, 0);
    }

    private static long small(long kind, long byteSize) {
        return (byteSize << SIZE_SHIFT) | (6L << ALIGNMENT_SHIFT) | kind;
    }

    void write(Path file) throws IOException {
        long bytes = 8L * (HEADER_LONGS + starts.length + requests.length) + 4L * (blocks.length + turns.length);
        if (bytes > Integer.MAX_VALUE) {
            throw new IOException("replay: events=" + requests.length + " (expected 80 million or less)");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.nativeOrder());
        buffer.putLong(eventCount()).putLong(blockCount).putLong(threadCount()).putLong(peakLiveBytes);
        for (int start : starts) {
            buffer.putLong(start);
        }
        buffer.asLongBuffer().put(requests);
        buffer.position(buffer.position() + 8 * requests.length);
        buffer.asIntBuffer().put(blocks).put(turns);
        buffer.rewind();
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    static ReplayPlan read(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        int events = (int) buffer.getLong();
        int blockCount = (int) buffer.getLong();
        int[] starts = new int[(int) buffer.getLong() + 1];
        long peakLiveBytes = buffer.getLong();
        for (int i = 0; i < starts.length; i++) {
            starts[i] = (int) buffer.getLong();
        }
        long[] requests = new long[events];
        buffer.asLongBuffer().get(requests);
        buffer.position(buffer.position() + 8 * events);
        int[] blocks = new int[events];
        int[] turns = new int[events];
        buffer.asIntBuffer().get(blocks).get(turns);
        return new ReplayPlan(starts, requests, blocks, turns, blockCount, peakLiveBytes);
    }
}
