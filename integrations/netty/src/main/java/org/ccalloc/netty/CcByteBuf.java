package org.ccalloc.netty;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A direct buffer that is one block of a {@link CcAllocator}.
 *
 * <p>Bytes are read and written at their addresses, with or without {@code sun.misc.Unsafe}; a {@link ByteBuffer} is made
 * only where one is asked for, since that costs more than the block.
 *
 * <p>Bounds are checked by every method here that reaches the block, as far as Netty's settings leave that check. By those
 * whose name begins with {@code _} as well: the superclass has checked before, but a slice or a duplicate has checked its
 * own capacity or index, and this buffer may have become smaller since. The reference count is checked before any of
 * these, and by the other methods themselves.
 *
 * <p>An instance serves one block and is garbage afterwards. Used again for another, it would let whoever holds on to a
 * released buffer see somebody else's bytes; and making one costs less than keeping them would.
 */
final class CcByteBuf extends AbstractReferenceCountedByteBuf {

    private static final boolean NATIVE_IS_BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    /** As many bytes as are copied to the heap at a time for a stream. */
    private static final int STREAM_PIECE_BYTE_SIZE = 8192;

    private final CcByteBufAllocator allocator;
    private long address;
    private int capacity;

    /** All of the block, for {@link #internalNioBuffer}: made when first asked for, and anew after a resize. */
    private @Nullable ByteBuffer internalBuffer;

    /** Takes the block last: whatever throws, the Java heap running out included, leaves none behind. */
    CcByteBuf(CcByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
        super(maxCapacity);
        this.allocator = allocator;
        this.capacity = initialCapacity;
        allocator.bufferMetric().addDirect(initialCapacity);
        try {
            this.address = allocator.memory().allocOrThrow(blockByteSize(initialCapacity));
        } catch (RuntimeException | Error e) {
            allocator.bufferMetric().addDirect(-initialCapacity);
            throw e;
        }
    }

    /** An empty buffer has a block, too: native transports take no address 0. */
    private static long blockByteSize(int capacity) {
        return Math.max(capacity, 1);
    }

    @Override
    protected void deallocate() {
        internalBuffer = null;
        allocator.memory().free(address, blockByteSize(capacity));
        allocator.bufferMetric().addDirect(-capacity);
    }

    // -------------------------------------------------------------------------------------------- capacity

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        checkNewCapacity(newCapacity);
        int oldCapacity = capacity;
        if (newCapacity != oldCapacity) {
            address = resized(blockByteSize(oldCapacity), blockByteSize(newCapacity));
            capacity = newCapacity;
            internalBuffer = null;
            if (newCapacity < oldCapacity) {
                trimIndicesToCapacity(newCapacity);
            }
            allocator.bufferMetric().addDirect(newCapacity - oldCapacity);
        }
        return this;
    }

    private long resized(long oldByteSize, long newByteSize) {
        CcAllocator memory = allocator.memory();
        // A block that becomes smaller where it stands may keep all of its memory: realloc knows when to move it.
        if (newByteSize >= oldByteSize && memory.resizeInPlace(address, oldByteSize, newByteSize)) {
            return address;
        }
        return memory.reallocOrThrow(address, oldByteSize, newByteSize);
    }

    // ------------------------------------------------------------------------------------------ what it is

    @Override
    public ByteBufAllocator alloc() {
        return allocator;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in ByteBuf
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public @Nullable ByteBuf unwrap() {
        return null;
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new UnsupportedOperationException("array: buffer=" + this + " (expected one on the heap)");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("array: buffer=" + this + " (expected one on the heap)");
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return address;
    }

    // --------------------------------------------------------------------------------------- single values

    @Override
    protected byte _getByte(int index) {
        return RawMemory.getByte(checkedAddress(index, 1));
    }

    @Override
    protected short _getShort(int index) {
        return bigEndian(RawMemory.getShort(checkedAddress(index, 2)));
    }

    @Override
    protected short _getShortLE(int index) {
        return littleEndian(RawMemory.getShort(checkedAddress(index, 2)));
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        long at = checkedAddress(index, 3);
        return (RawMemory.getByte(at) & 0xff) << 16 | (bigEndian(RawMemory.getShort(at + 1)) & 0xffff);
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        long at = checkedAddress(index, 3);
        return (RawMemory.getByte(at) & 0xff) | (littleEndian(RawMemory.getShort(at + 1)) & 0xffff) << 8;
    }

    @Override
    protected int _getInt(int index) {
        return bigEndian(RawMemory.getInt(checkedAddress(index, 4)));
    }

    @Override
    protected int _getIntLE(int index) {
        return littleEndian(RawMemory.getInt(checkedAddress(index, 4)));
    }

    @Override
    protected long _getLong(int index) {
        return bigEndian(RawMemory.getLong(checkedAddress(index, 8)));
    }

    @Override
    protected long _getLongLE(int index) {
        return littleEndian(RawMemory.getLong(checkedAddress(index, 8)));
    }

    @Override
    protected void _setByte(int index, int value) {
        RawMemory.putByte(checkedAddress(index, 1), (byte) value);
    }

    @Override
    protected void _setShort(int index, int value) {
        RawMemory.putShort(checkedAddress(index, 2), bigEndian((short) value));
    }

    @Override
    protected void _setShortLE(int index, int value) {
        RawMemory.putShort(checkedAddress(index, 2), littleEndian((short) value));
    }

    @Override
    protected void _setMedium(int index, int value) {
        long at = checkedAddress(index, 3);
        RawMemory.putByte(at, (byte) (value >>> 16));
        RawMemory.putShort(at + 1, bigEndian((short) value));
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        long at = checkedAddress(index, 3);
        RawMemory.putByte(at, (byte) value);
        RawMemory.putShort(at + 1, littleEndian((short) (value >>> 8)));
    }

    @Override
    protected void _setInt(int index, int value) {
        RawMemory.putInt(checkedAddress(index, 4), bigEndian(value));
    }

    @Override
    protected void _setIntLE(int index, int value) {
        RawMemory.putInt(checkedAddress(index, 4), littleEndian(value));
    }

    @Override
    protected void _setLong(int index, long value) {
        RawMemory.putLong(checkedAddress(index, 8), bigEndian(value));
    }

    @Override
    protected void _setLongLE(int index, long value) {
        RawMemory.putLong(checkedAddress(index, 8), littleEndian(value));
    }

    /** Compares first, which costs less than the superclass' check; that one throws what Netty throws, or lets it pass. */
    private long checkedAddress(int index, int byteSize) {
        if (index < 0 || index > capacity - byteSize) {
            checkIndex(index, byteSize);
        }
        return address + index;
    }

    private static short bigEndian(short value) {
        return NATIVE_IS_BIG_ENDIAN ? value : Short.reverseBytes(value);
    }

    private static short littleEndian(short value) {
        return NATIVE_IS_BIG_ENDIAN ? Short.reverseBytes(value) : value;
    }

    private static int bigEndian(int value) {
        return NATIVE_IS_BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static int littleEndian(int value) {
        return NATIVE_IS_BIG_ENDIAN ? Integer.reverseBytes(value) : value;
    }

    private static long bigEndian(long value) {
        return NATIVE_IS_BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    private static long littleEndian(long value) {
        return NATIVE_IS_BIG_ENDIAN ? Long.reverseBytes(value) : value;
    }

    // ------------------------------------------------------------------------------------------ many bytes

    @Override
    public ByteBuf getBytes(int index, ByteBuf dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.capacity());
        if (dst.isReadOnly()) {
            // Throws what such a buffer throws; its address would let us write.
            dst.setBytes(dstIndex, this, index, length);
        } else if (hasMemoryOfItsOwn(dst)) {
            RawMemory.copy(address + index, dst.memoryAddress() + dstIndex, length);
        } else if (dst.hasArray()) {
            RawMemory.copyToArray(address + index, dst.array(), dst.arrayOffset() + dstIndex, length);
        } else {
            dst.setBytes(dstIndex, this, index, length);
        }
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.length);
        RawMemory.copyToArray(address + index, dst, dstIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer dst) {
        int length = dst.remaining();
        checkIndex(index, length);
        if (dst.hasArray()) {
            RawMemory.copyToArray(address + index, dst.array(), dst.arrayOffset() + dst.position(), length);
            dst.position(dst.position() + length);
        } else {
            dst.put(view(index, length));
        }
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream out, int length) throws IOException {
        checkIndex(index, length);
        byte[] piece = new byte[Math.min(length, STREAM_PIECE_BYTE_SIZE)];
        for (int done = 0; done < length; ) {
            int size = Math.min(length - done, piece.length);
            RawMemory.copyToArray(address + index + done, piece, 0, size);
            out.write(piece, 0, size);
            done += size;
        }
        return this;
    }

    @Override
    public int getBytes(int index, GatheringByteChannel out, int length) throws IOException {
        checkIndex(index, length);
        return length == 0 ? 0 : out.write(view(index, length));
    }

    @Override
    public int getBytes(int index, FileChannel out, long position, int length) throws IOException {
        checkIndex(index, length);
        return length == 0 ? 0 : out.write(view(index, length), position);
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.capacity());
        if (hasMemoryOfItsOwn(src)) {
            RawMemory.copy(src.memoryAddress() + srcIndex, address + index, length);
        } else if (src.hasArray()) {
            RawMemory.copyFromArray(src.array(), src.arrayOffset() + srcIndex, address + index, length);
        } else {
            src.getBytes(srcIndex, this, index, length);
        }
        return this;
    }

    /**
     * Whether all of a buffer's capacity is at its address. Not so with views of other buffers and with composite ones,
     * which have an address but not the news that what they show became smaller. Those copy by themselves, and come back
     * with the buffers that they show, which check.
     */
    private static boolean hasMemoryOfItsOwn(ByteBuf other) {
        return other.hasMemoryAddress() && other.unwrap() == null && other.isContiguous();
    }

    @Override
    public ByteBuf setBytes(int index, byte[] src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.length);
        RawMemory.copyFromArray(src, srcIndex, address + index, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer src) {
        int length = src.remaining();
        checkIndex(index, length);
        if (src.hasArray()) {
            RawMemory.copyFromArray(src.array(), src.arrayOffset() + src.position(), address + index, length);
            src.position(src.position() + length);
        } else {
            view(index, length).put(src);
        }
        return this;
    }

    @Override
    public int setBytes(int index, InputStream in, int length) throws IOException {
        checkIndex(index, length);
        byte[] piece = new byte[length];
        int size = in.read(piece, 0, length);
        if (size > 0) {
            RawMemory.copyFromArray(piece, 0, address + index, size);
        }
        return size;
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
        try {
            return in.read(internalNioBuffer(index, length));
        } catch (ClosedChannelException _) {
            return -1;
        }
    }

    @Override
    public int setBytes(int index, FileChannel in, long position, int length) throws IOException {
        try {
            return in.read(internalNioBuffer(index, length), position);
        } catch (ClosedChannelException _) {
            return -1;
        }
    }

    @Override
    public ByteBuf setZero(int index, int length) {
        checkIndex(index, length);
        RawMemory.fill(address + index, length, (byte) 0);
        return this;
    }

    @Override
    public ByteBuf writeZero(int length) {
        ensureWritable(length);
        int index = writerIndex();
        setZero(index, length);
        return writerIndex(index + length);
    }

    @Override
    public ByteBuf copy(int index, int length) {
        checkIndex(index, length);
        return allocator.directBuffer(length, maxCapacity()).writeBytes(this, index, length);
    }

    // ----------------------------------------------------------------------------------------- NIO buffers

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        checkIndex(index, length);
        return view(index, length);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        checkIndex(index, length);
        ByteBuffer buffer = internalBuffer;
        if (buffer == null) {
            buffer = view(0, capacity);
            internalBuffer = buffer;
        }
        return buffer.limit(index + length).position(index);
    }

    private ByteBuffer view(int index, int length) {
        return RawMemory.byteBuffer(address + index, length);
    }
}
