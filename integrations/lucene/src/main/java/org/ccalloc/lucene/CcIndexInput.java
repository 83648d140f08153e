package org.ccalloc.lucene;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.RandomAccessInput;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file, or a slice of one. Bounds and lifetime are the segment's to check: what it throws is put into Lucene's
 * words, and nothing is checked twice.
 */
final class CcIndexInput extends IndexInput implements RandomAccessInput {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** The file that this input holds; null for clones and slices, which hold nothing. */
    private final @Nullable StoredFile file;

    /** Empty once closed, so that any access is out of bounds. */
    private MemorySegment segment;

    private final long length;
    private long position;
    private boolean closed;

    /** An input that holds its file. */
    CcIndexInput(String description, StoredFile file, MemorySegment segment) {
        this(description, file, segment, 0);
    }

    private CcIndexInput(String description, @Nullable StoredFile file, MemorySegment segment, long position) {
        super(description);
        this.file = file;
        this.segment = segment;
        this.length = segment.byteSize();
        this.position = position;
    }

    // ------------------------------------------------------------------------------------------ one after another

    @Override
    public byte readByte() throws IOException {
        byte value = readByte(position);
        position += Byte.BYTES;
        return value;
    }

    @Override
    public short readShort() throws IOException {
        short value = readShort(position);
        position += Short.BYTES;
        return value;
    }

    @Override
    public int readInt() throws IOException {
        int value = readInt(position);
        position += Integer.BYTES;
        return value;
    }

    @Override
    public long readLong() throws IOException {
        long value = readLong(position);
        position += Long.BYTES;
        return value;
    }

    @Override
    public void readBytes(byte[] bytes, int offset, int count) throws IOException {
        readBytes(position, bytes, offset, count);
        position += count;
    }

    @Override
    public void readInts(int[] values, int offset, int count) throws IOException {
        copy(INT, values, offset, count);
    }

    @Override
    public void readLongs(long[] values, int offset, int count) throws IOException {
        copy(LONG, values, offset, count);
    }

    @Override
    public void readFloats(float[] values, int offset, int count) throws IOException {
        copy(FLOAT, values, offset, count);
    }

    private void copy(ValueLayout layout, Object array, int offset, int count) throws IOException {
        try {
            MemorySegment.copy(segment, layout, position, array, offset, count);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw inLucenesWords(e, position, count * layout.byteSize());
        }
        position += count * layout.byteSize();
    }

    // ------------------------------------------------------------------------------------------------- anywhere

    @Override
    public byte readByte(long at) throws IOException {
        try {
            return segment.get(JAVA_BYTE, at);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw inLucenesWords(e, at, Byte.BYTES);
        }
    }

    @Override
    public short readShort(long at) throws IOException {
        try {
            return segment.get(SHORT, at);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw inLucenesWords(e, at, Short.BYTES);
        }
    }

    @Override
    public int readInt(long at) throws IOException {
        try {
            return segment.get(INT, at);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw inLucenesWords(e, at, Integer.BYTES);
        }
    }

    @Override
    public long readLong(long at) throws IOException {
        try {
            return segment.get(LONG, at);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw inLucenesWords(e, at, Long.BYTES);
        }
    }

    @Override
    public void readBytes(long at, byte[] bytes, int offset, int count) throws IOException {
        try {
            MemorySegment.copy(segment, JAVA_BYTE, at, bytes, offset, count);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw inLucenesWords(e, at, count);
        }
    }

    // ------------------------------------------------------------------------------------------ where and how long

    @Override
    public long getFilePointer() {
        ensureOpen();
        return position;
    }

    @Override
    public void seek(long to) throws IOException {
        ensureOpen();
        if (to < 0 || to > length) {
            throw pastTheEnd(to, 0);
        }
        position = to;
    }

    @Override
    public long length() {
        return length;
    }

    // ------------------------------------------------------------------------------------------ slices and clones

    @Override
    public CcIndexInput slice(String sliceDescription, long offset, long byteSize) {
        ensureOpen();
        if ((offset | byteSize) < 0 || byteSize > length - offset) {
            throw new IllegalArgumentException("slice: offset=" + offset + ", length=" + byteSize
                    + " (expected to lie in a file of " + length + " bytes): " + this);
        }
        return new CcIndexInput(getFullSliceDescription(sliceDescription), null, segment.asSlice(offset, byteSize), 0);
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // a clone is no holder of the file, which a copy of all fields would be
    public CcIndexInput clone() {
        ensureOpen();
        return new CcIndexInput(toString(), null, segment, position);
    }

    /** Lets go of the file; what a clone or a slice does not hold stays. Does nothing the second time. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        segment = MemorySegment.NULL;
        if (file != null) {
            file.release();
        }
    }

    // ---------------------------------------------------------------------------------------------- exceptions

    private void ensureOpen() {
        if (closed || !segment.scope().isAlive()) {
            throw alreadyClosed(null);
        }
    }

    private IOException inLucenesWords(RuntimeException e, long at, long byteSize) {
        if (closed || !segment.scope().isAlive()) {
            throw alreadyClosed(e);
        }
        if (e instanceof IndexOutOfBoundsException && at >= 0 && byteSize >= 0 && byteSize > length - at) {
            return pastTheEnd(at, byteSize);
        }
        throw e; // of the array that is to be filled
    }

    private EOFException pastTheEnd(long at, long byteSize) {
        return new EOFException("read past the end: position=" + at + ", byteSize=" + byteSize + " (expected to end at "
                + length + " or before): " + this);
    }

    private AlreadyClosedException alreadyClosed(@Nullable RuntimeException cause) {
        return new AlreadyClosedException("already closed: " + this, cause);
    }
}
