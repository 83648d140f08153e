package org.ccalloc.trace;

import org.jspecify.annotations.Nullable;

/** What an event of a trace tells. */
public enum TraceOperation {

    /** A block was allocated. */
    ALLOC(1, Kind.REQUEST, false),

    /** A block of zeros was allocated. */
    CALLOC(2, Kind.REQUEST, false),

    /** A block with an alignment of its own was allocated. */
    ALLOC_ALIGNED(3, Kind.REQUEST, true),

    /** A block of zeros with an alignment of its own was allocated. */
    CALLOC_ALIGNED(4, Kind.REQUEST, true),

    /** A node was allocated. */
    ALLOC_NODE(5, Kind.REQUEST, false),

    /** A block got another size, and perhaps another place. */
    REALLOC(6, Kind.RESIZE, false),

    /** The same, with an alignment of its own. */
    REALLOC_ALIGNED(7, Kind.RESIZE, true),

    /** A block got another size where it stood, as asked for. */
    RESIZE_IN_PLACE(8, Kind.RESIZE, false),

    /** A block was given back, and its size named. */
    FREE(9, Kind.FREE, false),

    /** A block was given back without its size. */
    FREE_UNSIZED(10, Kind.FREE, false),

    /** A thread appears. */
    THREAD_BEGIN(11, Kind.THREAD, false),

    /** A thread does nothing any more. */
    THREAD_END(12, Kind.THREAD, false);

    private enum Kind {
        REQUEST,
        RESIZE,
        FREE,
        THREAD
    }

    private static final @Nullable TraceOperation[] BY_CODE = byCode();

    private final int code;
    private final Kind kind;
    private final boolean aligned;

    TraceOperation(int code, Kind kind, boolean aligned) {
        this.code = code;
        this.kind = kind;
        this.aligned = aligned;
    }

    private static @Nullable TraceOperation[] byCode() {
        @Nullable TraceOperation[] operations = new TraceOperation[TraceFormat.OPERATION_MASK + 1];
        for (TraceOperation operation : values()) {
            operations[operation.code] = operation;
        }
        return operations;
    }

    /** The number that stands for it in a trace. */
    int code() {
        return code;
    }

    /**
     * The operation that a number stands for.
     *
     * @param code from 0 to {@link TraceFormat#OPERATION_MASK}
     * @return the operation; null if there is none
     */
    static @Nullable TraceOperation of(int code) {
        return BY_CODE[code];
    }

    /**
     * Whether it makes a block.
     *
     * @return true if so
     */
    public boolean isRequest() {
        return kind == Kind.REQUEST;
    }

    /**
     * Whether it gives a block another size.
     *
     * @return true if so
     */
    public boolean isResize() {
        return kind == Kind.RESIZE;
    }

    /**
     * Whether it gives a block back.
     *
     * @return true if so
     */
    public boolean isFree() {
        return kind == Kind.FREE;
    }

    /**
     * Whether it is about a thread and no block.
     *
     * @return true if so
     */
    public boolean isOfThread() {
        return kind == Kind.THREAD;
    }

    /**
     * Whether it names an alignment.
     *
     * @return true if so
     */
    public boolean isAligned() {
        return aligned;
    }
}
