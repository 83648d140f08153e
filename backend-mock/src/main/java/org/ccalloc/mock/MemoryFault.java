package org.ccalloc.mock;

/** What a program can do wrong with memory. */
public enum MemoryFault {
    /** A block was freed that had been freed before. */
    DOUBLE_FREE("double free"),
    /** A block was resized, or asked for its usable size, that had been freed before. */
    USE_AFTER_FREE("use after free"),
    /** An address points into a live block, but not to its start. */
    INTERIOR_POINTER("interior pointer"),
    /** An address is not that of a block of this mock. */
    FOREIGN_POINTER("foreign pointer"),
    /** A block was freed or resized with another size than the one last asked for. */
    WRONG_SIZE("wrong size"),
    /** A block was freed, resized or asked for its usable size through a heap, or the mock, that is not its own. */
    WRONG_HEAP("wrong heap"),
    /** Something was written after the end of a block. */
    OVERRUN("overrun"),
    /** Something was written before the start of a block. */
    UNDERRUN("underrun"),
    /** Something was written into a block that had been freed. */
    WRITE_AFTER_FREE("write after free"),
    /** A block was live when the mock was closed. */
    LEAK("leak");

    private final String words;

    MemoryFault(String words) {
        this.words = words;
    }

    /**
     * The fault in the words of its message.
     *
     * @return such as {@code "double free"}
     */
    @Override
    public String toString() {
        return words;
    }
}
