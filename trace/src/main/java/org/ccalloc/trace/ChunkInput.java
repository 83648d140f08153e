package org.ccalloc.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads what {@link ChunkOutput} wrote; hands nothing out before its checksum was looked at. */
final class ChunkInput implements Closeable {

    private final InputStream in;
    private final CRC32C checksum = new CRC32C();
    private final Inflater inflater = new Inflater(true);
    private long offset;
    private long chunkOffset;
    private int chunkKind;

    ChunkInput(InputStream in) {
        this.in = in;
    }

    /** So many bytes, to be followed by more and at last by {@link #checkChecksum}. */
    ByteBuffer read(int length, String what) throws IOException {
        ByteBuffer bytes = readUnchecked(length, what);
        checksum.update(bytes.duplicate());
        return bytes;
    }

    private ByteBuffer readUnchecked(int length, String what) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new TraceFormatException(offset + bytes.length, "the file ends inside " + what);
        }
        offset += length;
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a checksum.
     *
     * @param from where the bytes begin that were read since the last one
     */
    void checkChecksum(long from, String what) throws IOException {
        int expected = (int) checksum.getValue();
        int actual = readUnchecked(Integer.BYTES, what).getInt();
        if (actual != expected) {
            throw new TraceFormatException(
                    from,
                    what + " is damaged: checksum=0x" + Integer.toHexString(actual) + " (expected 0x"
                            + Integer.toHexString(expected) + ")");
        }
    }

    /** The content of the next chunk. */
    ByteBuffer nextChunk() throws IOException {
        chunkOffset = offset;
        ByteBuffer header = read(TraceFormat.CHUNK_HEADER_BYTES, "the header of a chunk");
        chunkKind = header.get();
        if (chunkKind != TraceFormat.EVENTS && chunkKind != TraceFormat.END) {
            throw new TraceFormatException(chunkOffset, "chunk: kind=" + chunkKind + " (expected 1 or 2)");
        }
        int stored = checkLength("stored length", header.getInt(), TraceFormat.MAX_STORED_BYTES);
        int length = checkLength("length", header.getInt(), TraceFormat.MAX_CHUNK_BYTES);
        ByteBuffer deflated = read(stored, "a chunk");
        checkChecksum(chunkOffset, "a chunk");
        return inflate(deflated, length);
    }

    private int checkLength(String what, int length, int most) throws TraceFormatException {
        if (length < 1 || length > most) {
            throw new TraceFormatException(
                    chunkOffset, "chunk: " + what + "=" + length + " (expected 1 to " + most + ")");
        }
        return length;
    }

    private ByteBuffer inflate(ByteBuffer deflated, int length) throws TraceFormatException {
        byte[] content = new byte[length];
        inflater.reset();
        inflater.setInput(deflated);
        try {
            int inflated = inflater.inflate(content);
            // The end of the deflated data may come with one more call, which has room for no byte.
            if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                inflated++;
            }
            if (inflated != length || !inflater.finished() || deflated.hasRemaining()) {
                throw new TraceFormatException(
                        chunkOffset, "chunk: inflated length=" + inflated + " (expected " + length + ", and all used)");
            }
        } catch (DataFormatException e) {
            throw new TraceFormatException(chunkOffset, "chunk: cannot be inflated: " + e.getMessage());
        }
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The kind of the chunk read last. */
    int chunkKind() {
        return chunkKind;
    }

    /** Where the chunk read last begins. */
    long chunkOffset() {
        return chunkOffset;
    }

    void checkEndOfFile() throws IOException {
        if (in.read() >= 0) {
            throw new TraceFormatException(
                    offset, "there are bytes after the last chunk (expected the end of the file)");
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
