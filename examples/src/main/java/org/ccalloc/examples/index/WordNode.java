package org.ccalloc.examples.index;

import java.nio.charset.StandardCharsets;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.RawMemory;

/**
 * The layout of a word: a node on cache lines of its own, since readers of other words and the writers of this one are
 * at work at the same time. Lives until the whole index goes.
 *
 * <pre>
 * field         read by                      written by                   guard
 * hash          anybody: plain               before publication           none
 * bytes         anybody: plain               before publication           none
 * byteLength    anybody: plain               before publication           none
 * postings      readers: acquire             link, unlink: release        stripe's lock for writing
 * occurrences   under the lock: plain        unlink: plain                stripe's lock
 * documents     under the lock: plain        unlink: plain                stripe's lock
 * </pre>
 *
 * <p>{@code occurrences} and {@code documents} count the documents that have left the window; those inside it are
 * counted by their postings.
 */
final class WordNode {

    private static final long HASH = 0;
    private static final long BYTES = HASH + Long.BYTES;
    private static final long BYTE_LENGTH = BYTES + Long.BYTES;
    private static final long POSTINGS = BYTE_LENGTH + Long.BYTES;
    private static final long OCCURRENCES = POSTINGS + Long.BYTES;
    private static final long DOCUMENTS = OCCURRENCES + Long.BYTES;
    private static final long BYTE_SIZE = DOCUMENTS + Long.BYTES;

    /** What the fields of a freed node hold, should anybody look. */
    private static final long FREED = 0xdeadL;

    private WordNode() {}

    /**
     * Makes a word, with a copy of its bytes, that nobody knows yet.
     *
     * @throws OutOfMemoryError if the memory cannot be had; none is kept then
     */
    static long create(CcAllocator allocator, long text, long byteLength, long hash) {
        long bytes = allocator.allocOrThrow(byteLength);
        long node = allocator.allocNode(BYTE_SIZE);
        if (node == 0) {
            allocator.free(bytes, byteLength);
            throw new OutOfMemoryError("word: allocNode(" + BYTE_SIZE + ") got no memory from " + allocator.name());
        }
        RawMemory.copy(text, bytes, byteLength);
        RawMemory.putLong(node + HASH, hash);
        RawMemory.putLong(node + BYTES, bytes);
        RawMemory.putLong(node + BYTE_LENGTH, byteLength);
        RawMemory.putLong(node + POSTINGS, 0);
        RawMemory.putLong(node + OCCURRENCES, 0);
        RawMemory.putLong(node + DOCUMENTS, 0);
        return node;
    }

    static void free(CcAllocator allocator, long node) {
        allocator.free(bytes(node), byteLength(node));
        RawMemory.putLong(node + HASH, FREED);
        RawMemory.putLong(node + POSTINGS, FREED);
        allocator.free(node, BYTE_SIZE);
    }

    /** Blocks of one word. */
    static int blockCount() {
        return 2;
    }

    static long hash(long node) {
        return RawMemory.getLong(node + HASH);
    }

    static long bytes(long node) {
        return RawMemory.getLong(node + BYTES);
    }

    static long byteLength(long node) {
        return RawMemory.getLong(node + BYTE_LENGTH);
    }

    static boolean equals(long node, long text, long byteLength) {
        if (byteLength(node) != byteLength) {
            return false;
        }
        long bytes = bytes(node);
        long i = 0;
        for (; i + Long.BYTES <= byteLength; i += Long.BYTES) {
            if (RawMemory.getLong(bytes + i) != RawMemory.getLong(text + i)) {
                return false;
            }
        }
        for (; i < byteLength; i++) {
            if (RawMemory.getByte(bytes + i) != RawMemory.getByte(text + i)) {
                return false;
            }
        }
        return true;
    }

    /** The first posting, or 0. */
    static long postingsAcquire(long node) {
        return RawMemory.getLongAcquire(node + POSTINGS);
    }

    static void setPostingsRelease(long node, long posting) {
        RawMemory.putLongRelease(node + POSTINGS, posting);
    }

    static long occurrences(long node) {
        return RawMemory.getLong(node + OCCURRENCES);
    }

    static long documents(long node) {
        return RawMemory.getLong(node + DOCUMENTS);
    }

    /** One more document has left. */
    static void addDocument(long node, long occurrences) {
        RawMemory.putLong(node + OCCURRENCES, occurrences(node) + occurrences);
        RawMemory.putLong(node + DOCUMENTS, documents(node) + 1);
    }

    /** Negative, 0 or positive as the bytes of one word come before, with or after those of the other. */
    static int compareBytes(long one, long other) {
        long common = Math.min(byteLength(one), byteLength(other));
        long at = RawMemory.mismatch(bytes(one), bytes(other), common);
        return at < 0
                ? Long.compare(byteLength(one), byteLength(other))
                : Byte.compareUnsigned(RawMemory.getByte(bytes(one) + at), RawMemory.getByte(bytes(other) + at));
    }

    static String text(long node) {
        byte[] bytes = new byte[Math.toIntExact(byteLength(node))];
        RawMemory.copyToArray(bytes(node), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
