package org.ccalloc.trace;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes a trace. Not thread-safe: events have one order, and whoever writes them sees to it.
 *
 * <p>A trace that is not closed is truncated, and no reader takes it.
 */
public final class TraceWriter implements Closeable {

    private final ChunkOutput out;
    private final ByteBuffer chunk =
            ByteBuffer.allocate(TraceFormat.MAX_CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final LiveBlocks blocks = new LiveBlocks();
    private final LiveThreads threads = new LiveThreads();
    private long events;
    private long unknownFrees;
    private int lastThread;
    private int lastBlock;
    private boolean closed;

    /**
     * Begins a trace.
     *
     * @param out where to write; closed together with this
     * @param header what the trace says of itself
     * @throws IOException if it cannot be written
     */
    public TraceWriter(OutputStream out, TraceHeader header) throws IOException {
        this.out = new ChunkOutput(out);
        byte[] title = header.title().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(TraceFormat.MAGIC.length + 3 + TraceFormat.MAX_TITLE_BYTES);
        bytes.put(TraceFormat.MAGIC)
                .put((byte) TraceFormat.VERSION)
                .put((byte) header.source().code())
                .put((byte) title.length)
                .put(title);
        this.out.writeHeader(bytes.flip());
    }

    /**
     * Begins a trace in a file; an older one is overwritten.
     *
     * @param file where
     * @param header what the trace says of itself
     * @return the writer
     * @throws IOException if it cannot be written
     */
    public static TraceWriter create(Path file, TraceHeader header) throws IOException {
        // Not by a channel: those are closed when a thread is interrupted, and it is the program's threads that write.
        return new TraceWriter(new BufferedOutputStream(new FileOutputStream(file.toFile())), header);
    }

    /**
     * A thread appears.
     *
     * @return its number
     * @throws IOException if it cannot be written
     */
    public int beginThread() throws IOException {
        int thread = threads.begin();
        begin(TraceOperation.THREAD_BEGIN, thread);
        return thread;
    }

    /**
     * A thread does nothing any more.
     *
     * @param thread which
     * @throws IOException if it cannot be written
     */
    public void endThread(int thread) throws IOException {
        checkThread(thread);
        begin(TraceOperation.THREAD_END, thread);
        threads.end(thread);
    }

    /**
     * A block was allocated.
     *
     * @param operation how
     * @param thread by which thread
     * @param byteSize its size, 1 or more
     * @param byteAlignment a power of two; counts only for operations that name one
     * @return the number by which later events name the block
     * @throws IOException if it cannot be written
     */
    public int allocate(TraceOperation operation, int thread, long byteSize, long byteAlignment) throws IOException {
        check(operation.isRequest(), operation, "one that makes a block");
        checkThread(thread);
        checkSize(byteSize);
        checkAlignment(operation, byteAlignment);
        begin(operation, thread);
        putSize(operation, byteSize, byteAlignment);
        lastBlock = blocks.add(byteSize);
        return lastBlock;
    }

    /**
     * A block got another size.
     *
     * @param operation how
     * @param thread by which thread
     * @param block its number
     * @param newByteSize its size from now on, 1 or more
     * @param byteAlignment a power of two; counts only for operations that name one
     * @throws IOException if it cannot be written
     */
    public void resize(TraceOperation operation, int thread, int block, long newByteSize, long byteAlignment)
            throws IOException {
        check(operation.isResize(), operation, "one that gives a block another size");
        checkThread(thread);
        checkBlock(block);
        checkSize(newByteSize);
        checkAlignment(operation, byteAlignment);
        begin(operation, thread);
        putBlock(block);
        putSize(operation, newByteSize, byteAlignment);
        blocks.resize(block, newByteSize);
    }

    /**
     * A block was given back. Its number may be that of the next block.
     *
     * @param operation how
     * @param thread by which thread
     * @param block its number
     * @throws IOException if it cannot be written
     */
    public void free(TraceOperation operation, int thread, int block) throws IOException {
        check(operation.isFree(), operation, "one that gives a block back");
        checkThread(thread);
        checkBlock(block);
        begin(operation, thread);
        putBlock(block);
        blocks.remove(block);
    }

    /** A block was given back or resized that is not in this trace: only counted. */
    public void countUnknownFree() {
        unknownFrees++;
    }

    private void begin(TraceOperation operation, int thread) throws IOException {
        if (chunk.remaining() < TraceFormat.MAX_EVENT_BYTES) {
            writeChunk();
        }
        events++;
        boolean otherThread = thread != lastThread;
        chunk.put((byte) (operation.code() | (otherThread ? TraceFormat.OTHER_THREAD : 0)));
        if (otherThread) {
            putNumber(thread);
            lastThread = thread;
        }
    }

    private void putBlock(int block) {
        putNumber(TraceFormat.zigzag((long) block - lastBlock));
        lastBlock = block;
    }

    private void putSize(TraceOperation operation, long byteSize, long byteAlignment) {
        putNumber(byteSize);
        if (operation.isAligned()) {
            chunk.put((byte) Long.numberOfTrailingZeros(byteAlignment));
        }
    }

    /** Seven bits a byte, the least first; the highest bit says that there are more. */
    private void putNumber(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            chunk.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        chunk.put((byte) rest);
    }

    private void writeChunk() throws IOException {
        out.write(TraceFormat.EVENTS, chunk.flip());
        chunk.clear();
    }

    /**
     * What has been written so far.
     *
     * @return the totals
     */
    public TraceTotals totals() {
        return blocks.totals(events, threads.begun(), unknownFrees);
    }

    /**
     * Ends the trace. Does nothing the second time.
     *
     * @throws IOException if it cannot be written
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            if (chunk.position() > 0) {
                writeChunk();
            }
            TraceTotals totals = totals();
            putNumber(totals.events());
            putNumber(totals.threads());
            putNumber(totals.peakLiveBlocks());
            putNumber(totals.peakLiveBytes());
            putNumber(totals.blocksLeft());
            putNumber(totals.bytesLeft());
            putNumber(totals.unknownFrees());
            out.write(TraceFormat.END, chunk.flip());
        }
    }

    private static void check(boolean fits, TraceOperation operation, String expected) {
        if (!fits) {
            throw new IllegalArgumentException("trace: operation=" + operation + " (expected " + expected + ")");
        }
    }

    private void checkThread(int thread) {
        if (!threads.isLive(thread)) {
            throw new IllegalArgumentException(
                    "trace: thread=" + thread + " (expected one that has begun and not ended)");
        }
    }

    private void checkBlock(int block) {
        if (!blocks.isLive(block)) {
            throw new IllegalArgumentException("trace: block=" + block + " (expected one that is live)");
        }
    }

    private static void checkSize(long byteSize) {
        if (byteSize < 1 || byteSize > TraceFormat.MAX_BYTE_SIZE) {
            throw new IllegalArgumentException(
                    "trace: byteSize=" + byteSize + " (expected 1 to " + TraceFormat.MAX_BYTE_SIZE + ")");
        }
    }

    private static void checkAlignment(TraceOperation operation, long byteAlignment) {
        if (operation.isAligned() && Long.bitCount(byteAlignment) != 1) {
            throw new IllegalArgumentException("trace: byteAlignment=" + byteAlignment + " (expected a power of two)");
        }
    }
}
