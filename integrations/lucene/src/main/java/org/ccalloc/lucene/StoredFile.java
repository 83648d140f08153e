package org.ccalloc.lucene;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.function.Consumer;
import org.apache.lucene.store.AlreadyClosedException;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcArena;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a file. It is written once, in pieces, and then put together to one segment, which is read: as long as
 * anybody holds the file, or until the directory is closed.
 *
 * <pre>
 *   being written (pieces)  --finish-->  readable (content)
 *            |  \                             |
 *            |   abandon--> unreadable        |
 *            |                   |            |
 *            +-------------------+------------+--end--> ended
 * </pre>
 *
 * <p>All fields are guarded by the lock on this; readers have the segment and need no lock, since its scope ends first.
 */
final class StoredFile {

    private static final long CONTENT_BYTE_ALIGNMENT = 64;

    private final CcAllocator allocator;
    private final Consumer<StoredFile> whenEnded;
    private final FilePieces pieces;

    /** The directory's name for it, its output, and each input that was opened. */
    private int holders = 2;

    private @Nullable CcArena arena;
    private @Nullable MemorySegment content;
    private boolean ended;

    StoredFile(CcAllocator allocator, Consumer<StoredFile> whenEnded) {
        this.allocator = allocator;
        this.whenEnded = whenEnded;
        this.pieces = new FilePieces(allocator);
    }

    synchronized void append(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            throw alreadyEnded();
        }
        pieces.append(bytes, offset, length);
    }

    /** Makes the file readable. */
    synchronized void finish() throws IOException {
        if (ended) {
            throw alreadyEnded();
        }
        CcArena newArena = CcArena.ofShared(allocator, CcArena.Contents.UNINITIALIZED);
        try {
            MemorySegment whole = newArena.allocate(pieces.byteSize(), CONTENT_BYTE_ALIGNMENT);
            pieces.copyTo(whole.address());
            content = whole.asReadOnly();
            arena = newArena;
        } catch (OutOfMemoryError e) {
            newArena.close();
            throw new IOException(e.getMessage(), e);
        } finally {
            pieces.free();
        }
    }

    /** Gives up what could not be written. */
    synchronized void abandon() {
        pieces.free();
    }

    /**
     * Holds the file for one more input.
     *
     * @return what it reads
     */
    synchronized MemorySegment open(String name) throws IOException {
        if (ended) {
            throw new NoSuchFileException(name);
        }
        if (content == null) {
            throw new AccessDeniedException(name, null, "still being written, or could not be");
        }
        holders++;
        return content;
    }

    /** One of the holders lets go. */
    synchronized void release() {
        if (--holders == 0) {
            end();
        }
    }

    /** Gives the memory back, whoever holds it. Does nothing the second time. */
    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        pieces.free();
        if (arena != null) {
            arena.close();
        }
        content = null;
        whenEnded.accept(this);
    }

    synchronized long byteSize() {
        return content == null ? pieces.byteSize() : content.byteSize();
    }

    synchronized long allocatedByteSize() {
        return content == null ? pieces.allocatedByteSize() : content.byteSize();
    }

    private static AlreadyClosedException alreadyEnded() {
        return new AlreadyClosedException("file: its directory is closed (expected to be open)");
    }
}
