package org.ccalloc.trace;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a trace, event by event. What is damaged or truncated is refused with a {@link TraceFormatException}; an event that
 * {@link #next} tells of is one that makes sense: its block is live, its thread has begun.
 *
 * <p>Not thread-safe.
 */
public final class TraceReader implements Closeable {

    private final ChunkInput in;
    private final TraceHeader header;
    private final LiveBlocks blocks = new LiveBlocks();
    private final LiveThreads threads = new LiveThreads();
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private long events;
    private boolean ended;
    private long unknownFrees;

    private TraceOperation operation = TraceOperation.THREAD_BEGIN;
    private int thread;
    private int block;
    private long byteSize;
    private long oldByteSize;
    private int alignmentShift;

    /**
     * Reads the header.
     *
     * @param in where to read; closed together with this
     * @throws TraceFormatException if there is no trace
     * @throws IOException if it cannot be read
     */
    public TraceReader(InputStream in) throws IOException {
        this.in = new ChunkInput(in);
        this.header = readHeader(this.in);
    }

    /**
     * Opens a file.
     *
     * @param file a trace
     * @return the reader
     * @throws TraceFormatException if it is no trace
     * @throws IOException if it cannot be read
     */
    public static TraceReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            return new TraceReader(in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static TraceHeader readHeader(ChunkInput in) throws IOException {
        byte[] magic = new byte[TraceFormat.MAGIC.length];
        in.read(magic.length, "the header").get(magic);
        if (!Arrays.equals(magic, TraceFormat.MAGIC)) {
            throw new TraceFormatException(0, "the file does not begin as a trace does");
        }
        ByteBuffer fields = in.read(3, "the header");
        int version = fields.get();
        if (version != TraceFormat.VERSION) {
            throw new TraceFormatException(
                    TraceFormat.MAGIC.length, "version=" + version + " (expected " + TraceFormat.VERSION + ")");
        }
        int source = fields.get();
        ByteBuffer title = in.read(fields.get() & 0xff, "the header");
        in.checkChecksum(0, "the header");
        return new TraceHeader(
                Arrays.stream(TraceSource.values())
                        .filter(known -> known.code() == source)
                        .findFirst()
                        .orElseThrow(() -> new TraceFormatException(
                                TraceFormat.MAGIC.length + 1, "source=" + source + " (expected 1 or 2)")),
                StandardCharsets.UTF_8.decode(title).toString());
    }

    /**
     * What the trace says of itself.
     *
     * @return the header
     */
    public TraceHeader header() {
        return header;
    }

    /**
     * Goes to the next event.
     *
     * @return false at the end, when all of the trace has been read and found whole
     * @throws TraceFormatException if the trace is damaged or truncated
     * @throws IOException if it cannot be read
     */
    public boolean next() throws IOException {
        while (!chunk.hasRemaining()) {
            if (ended) {
                return false;
            }
            chunk = in.nextChunk();
            if (in.chunkKind() == TraceFormat.END) {
                readEnd();
            }
        }
        events++;
        int tag = chunk.get();
        TraceOperation found = TraceOperation.of(tag & TraceFormat.OPERATION_MASK);
        if (found == null || (tag & ~(TraceFormat.OPERATION_MASK | TraceFormat.OTHER_THREAD)) != 0) {
            throw nonsense("operation", tag, "a known one");
        }
        operation = found;
        long number = (tag & TraceFormat.OTHER_THREAD) == 0 ? thread : number();
        if (found == TraceOperation.THREAD_BEGIN) {
            beginThread(number);
        } else {
            if (!threads.isLive(number)) {
                throw nonsense("thread", number, "one that has begun and not ended");
            }
            thread = (int) number;
            readBlock(found);
        }
        return true;
    }

    private void beginThread(long number) throws TraceFormatException {
        if (number != threads.begun()) {
            throw nonsense("thread", number, "the next one to begin");
        }
        thread = threads.begin();
    }

    private void readBlock(TraceOperation found) throws TraceFormatException {
        if (found.isRequest()) {
            readSize(found);
            oldByteSize = 0;
            block = blocks.add(byteSize);
        } else if (found == TraceOperation.THREAD_END) {
            threads.end(thread);
        } else {
            long named = block + TraceFormat.unzigzag(number());
            if (!blocks.isLive(named)) {
                throw nonsense("block", named, "one that is live");
            }
            block = (int) named;
            oldByteSize = blocks.byteSize(block);
            if (found.isFree()) {
                byteSize = oldByteSize;
                blocks.remove(block);
            } else {
                readSize(found);
                blocks.resize(block, byteSize);
            }
        }
    }

    private void readSize(TraceOperation found) throws TraceFormatException {
        byteSize = number();
        if (byteSize < 1 || byteSize > TraceFormat.MAX_BYTE_SIZE) {
            throw nonsense("size", byteSize, "1 to " + TraceFormat.MAX_BYTE_SIZE);
        }
        alignmentShift = 0;
        if (found.isAligned()) {
            alignmentShift = octet();
            if (alignmentShift > TraceFormat.MAX_ALIGNMENT_SHIFT) {
                throw nonsense("alignment", alignmentShift, "an exponent of 2, up to 56");
            }
        }
    }

    private void readEnd() throws IOException {
        TraceTotals expected = new TraceTotals(number(), number(), number(), number(), number(), number(), number());
        unknownFrees = expected.unknownFrees();
        if (!expected.equals(totals()) || chunk.hasRemaining()) {
            throw new TraceFormatException(
                    in.chunkOffset(), "the trace says at its end " + expected + " (expected " + totals() + ")");
        }
        in.checkEndOfFile();
        ended = true;
    }

    private long number() throws TraceFormatException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int bits = octet();
            value |= (bits & 0x7fL) << shift;
            if (bits < 0x80) {
                return value;
            }
        }
        throw nonsense("number", value, "ten bytes or less");
    }

    private int octet() throws TraceFormatException {
        if (!chunk.hasRemaining()) {
            throw new TraceFormatException(in.chunkOffset(), "a chunk ends inside an event");
        }
        return chunk.get() & 0xff;
    }

    private TraceFormatException nonsense(String what, long value, String expected) {
        return new TraceFormatException(
                in.chunkOffset(),
                "in this chunk, event " + events + ": " + what + "=" + value + " (expected " + expected + ")");
    }

    /**
     * What the event tells.
     *
     * @return the operation
     */
    public TraceOperation operation() {
        return operation;
    }

    /**
     * Who did it.
     *
     * @return the thread's number, from 0
     */
    public int thread() {
        return thread;
    }

    /**
     * Which block it was done to.
     *
     * @return the block's number; numbers of blocks that were given back are used again
     */
    public int block() {
        return block;
    }

    /**
     * The size of the block: from now on, or until now if it was given back.
     *
     * @return bytes, 1 or more
     */
    public long byteSize() {
        return byteSize;
    }

    /**
     * The size that the block had before.
     *
     * @return bytes; 0 if there was no block before
     */
    public long oldByteSize() {
        return oldByteSize;
    }

    /**
     * The alignment that was asked for, if the operation names one.
     *
     * @return a power of two
     */
    public long byteAlignment() {
        return 1L << alignmentShift;
    }

    /**
     * What has been read so far; at the end, what the trace says of itself there.
     *
     * @return the totals
     */
    public TraceTotals totals() {
        return blocks.totals(events, threads.begun(), unknownFrees);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
