package org.ccalloc.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/** Writes chunks, each with the checksum of all bytes before it, so that none can be changed, moved or left out unseen. */
final class ChunkOutput implements Closeable {

    private final OutputStream out;
    private final CRC32C checksum = new CRC32C();
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    private final byte[] stored = new byte[TraceFormat.MAX_STORED_BYTES];

    ChunkOutput(OutputStream out) {
        this.out = out;
    }

    /** Bytes as they are, up to the buffer's limit, and the checksum. */
    void writeHeader(ByteBuffer header) throws IOException {
        write(header);
        writeChecksum();
    }

    /** A chunk of what is in the buffer up to its limit, deflated. */
    void write(int kind, ByteBuffer content) throws IOException {
        int contentLength = content.remaining();
        deflater.reset();
        deflater.setInput(content);
        deflater.finish();
        int length = deflater.deflate(stored);
        if (!deflater.finished()) {
            throw new AssertionError("deflated: length>" + length + " (expected less than the buffer has)");
        }
        ByteBuffer header = ByteBuffer.allocate(TraceFormat.CHUNK_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        write(header.put((byte) kind).putInt(length).putInt(contentLength).flip());
        write(ByteBuffer.wrap(stored, 0, length));
        writeChecksum();
    }

    /** Checksums do not count themselves: what comes after data and its CRC would have a checksum that says nothing of them. */
    private void writeChecksum() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        writeUnchecked(bytes.putInt((int) checksum.getValue()).flip());
    }

    private void write(ByteBuffer buffer) throws IOException {
        checksum.update(buffer.duplicate());
        writeUnchecked(buffer);
    }

    private void writeUnchecked(ByteBuffer buffer) throws IOException {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        out.close();
    }
}
