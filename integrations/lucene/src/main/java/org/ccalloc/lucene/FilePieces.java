package org.ccalloc.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/** What has been written of a file: blocks, all but the last one full. Not thread-safe. */
final class FilePieces {

    private static final long SMALLEST_BYTE_SIZE = 1 << 10;
    private static final long LARGEST_BYTE_SIZE = 1 << 24;

    private record Piece(long address, long byteSize) {}

    private final CcAllocator allocator;
    private final List<Piece> pieces = new ArrayList<>();
    private long allocatedByteSize;
    private long byteSize;

    FilePieces(CcAllocator allocator) {
        this.allocator = allocator;
    }

    long byteSize() {
        return byteSize;
    }

    long allocatedByteSize() {
        return allocatedByteSize;
    }

    /** Appends bytes; if the memory for them cannot be had, as many as there is room for. */
    void append(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (byteSize == allocatedByteSize) {
                addPiece(length - done);
            }
            Piece last = pieces.getLast();
            long room = allocatedByteSize - byteSize;
            int part = (int) Math.min(room, length - done);
            RawMemory.copyFromArray(bytes, offset + done, last.address + last.byteSize - room, part);
            byteSize += part;
            done += part;
        }
    }

    /** Twice as much in all, so that a file of any size has few pieces. */
    private void addPiece(int wanted) throws IOException {
        long pieceByteSize = Math.clamp(Math.max(byteSize, wanted), SMALLEST_BYTE_SIZE, LARGEST_BYTE_SIZE);
        long address = allocator.alloc(pieceByteSize);
        if (address == 0) {
            throw new IOException("off-heap memory: byteSize=" + pieceByteSize + ", allocator=" + allocator.name()
                    + ", written=" + byteSize + " (expected so much to be free)");
        }
        pieces.add(new Piece(address, pieceByteSize));
        allocatedByteSize += pieceByteSize;
    }

    /** Copies all that was written to an address with room for {@link #byteSize()}. */
    void copyTo(long address) {
        long done = 0;
        for (Piece piece : pieces) {
            long part = Math.min(piece.byteSize, byteSize - done);
            RawMemory.copy(piece.address, address + done, part);
            done += part;
        }
    }

    /** Gives the memory back; nothing has been written then. */
    void free() {
        pieces.forEach(piece -> allocator.free(piece.address, piece.byteSize));
        pieces.clear();
        allocatedByteSize = 0;
        byteSize = 0;
    }
}
