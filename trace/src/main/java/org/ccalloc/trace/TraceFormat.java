package org.ccalloc.trace;

import java.nio.charset.StandardCharsets;

/** The numbers of the format; {@code docs/TRACES.md} explains them. */
final class TraceFormat {

    static final byte[] MAGIC = "ccalloc\n".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int MAX_TITLE_BYTES = 255;

    /** Kinds of chunks. */
    static final int EVENTS = 1;

    static final int END = 2;

    /** A chunk's kind, its length in the file, and its length when inflated. */
    static final int CHUNK_HEADER_BYTES = 1 + 4 + 4;

    /** A chunk of events, inflated, has at most so many bytes. */
    static final int MAX_CHUNK_BYTES = 1 << 18;

    /** What deflating adds at most to data that cannot be made smaller is far less than this. */
    static final int MAX_STORED_BYTES = MAX_CHUNK_BYTES + (1 << 12);

    /** The first byte of an event: the operation, and whether the thread is another one than that of the last event. */
    static final int OPERATION_MASK = 0x0f;

    static final int OTHER_THREAD = 0x10;

    /** A tag, and three numbers at most, each of ten bytes at most. */
    static final int MAX_EVENT_BYTES = 1 + 3 * 10;

    /** More than any address space has. */
    static final long MAX_BYTE_SIZE = 1L << 56;

    static final int MAX_ALIGNMENT_SHIFT = 56;

    private TraceFormat() {}

    /** Signed to unsigned, small numbers of either sign to small ones. */
    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
