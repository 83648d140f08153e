package org.ccalloc.examples.index;

import java.io.IOException;
import java.io.InputStream;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * Cuts a stream of bytes into words: runs of ASCII letters, digits, underscores, and bytes from 0x80 up, whatever
 * encoding they may be. The text passes through a buffer off the heap, which grows with it up to {@link
 * #MAX_PIECE_BYTES}; a run that fills it all is cut there.
 *
 * <p>To be used by one thread: {@link #nextPiece()} while it answers true, and after each {@link #nextWord()} while that
 * does.
 */
final class WordScanner implements AutoCloseable {

    /** The most text held at a time, and with it the longest word, in bytes. */
    static final int MAX_PIECE_BYTES = 1 << 18;

    private static final int FIRST_BUFFER_BYTES = 1 << 12;
    private static final int CHUNK_BYTES = 1 << 13;
    private static final boolean[] IS_WORD = new boolean[256];

    static {
        for (int b = 0; b < IS_WORD.length; b++) {
            IS_WORD[b] = b >= 0x80 || b == '_' || (b < 0x80 && Character.isLetterOrDigit(b));
        }
    }

    private final CcAllocator allocator;
    private final InputStream stream;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    private long buffer;
    private int bufferByteSize;
    private int limit; // end of the text in the buffer
    private int position; // start of what was not scanned
    private boolean atEnd; // the stream has no more

    private int wordStart;
    private int wordByteLength;
    private long wordHash;

    WordScanner(CcAllocator allocator, InputStream stream) {
        this.allocator = allocator;
        this.stream = stream;
    }

    /**
     * Reads the next piece of text; what was left of the last, the start of a word, comes first.
     *
     * @return bytes read, or -1 at the end
     * @throws IOException if the stream cannot be read
     * @throws OutOfMemoryError if the buffer cannot grow
     */
    int nextPiece() throws IOException {
        if (atEnd) {
            return -1;
        }
        int carried = limit - position;
        if (carried > 0) {
            RawMemory.copy(buffer + position, buffer, carried);
        }
        position = 0;
        limit = carried;
        while (limit < MAX_PIECE_BYTES) {
            int count = stream.read(chunk, 0, Math.min(chunk.length, MAX_PIECE_BYTES - limit));
            if (count < 0) {
                atEnd = true;
                break;
            }
            grow(limit + count);
            RawMemory.copyFromArray(chunk, 0, buffer + limit, count);
            limit += count;
        }
        return limit - carried;
    }

    /**
     * Finds the next word of this piece.
     *
     * @return false if there is none
     */
    boolean nextWord() {
        int start = position;
        while (start < limit && !isWord(start)) {
            start++;
        }
        long hash = WordHash.START;
        int end = start;
        while (end < limit) {
            byte b = RawMemory.getByte(buffer + end);
            if (!IS_WORD[b & 0xff]) {
                break;
            }
            hash = WordHash.step(hash, b);
            end++;
        }
        boolean mayGoOn = end == limit && !atEnd && end - start < MAX_PIECE_BYTES;
        if (start == end || mayGoOn) {
            position = start;
            return false;
        }
        position = end;
        wordStart = start;
        wordByteLength = end - start;
        wordHash = WordHash.finish(hash);
        return true;
    }

    /** Where the word is; until the next piece. */
    long wordAddress() {
        return buffer + wordStart;
    }

    int wordByteLength() {
        return wordByteLength;
    }

    long wordHash() {
        return wordHash;
    }

    /** Frees the buffer; leaves the stream alone. */
    @Override
    public void close() {
        allocator.free(buffer, bufferByteSize);
        buffer = 0;
        bufferByteSize = 0;
    }

    private boolean isWord(int offset) {
        return IS_WORD[RawMemory.getByte(buffer + offset) & 0xff];
    }

    private void grow(int byteSize) {
        if (byteSize > bufferByteSize) {
            int larger = Math.max(FIRST_BUFFER_BYTES, Integer.highestOneBit(byteSize - 1) * 2);
            buffer = allocator.reallocOrThrow(buffer, bufferByteSize, larger);
            bufferByteSize = larger;
        }
    }
}
