package org.ccalloc.bench.safepoint;

import java.util.Locale;

/** What is done while safepoints are asked for. */
public enum Scenario {

    /** Arithmetic in place of an allocator: what the machine and the JVM do by themselves. */
    NO_ALLOCATOR("no allocator", 0, 0),

    /** A zeroed block, of which one page is written. */
    CALLOC("calloc and free of one block", 1, 4L << 30),

    /** One block, all pages written, freed. */
    ONE_BLOCK("free of one block", 1, 3_000_000_000L),

    /** Small blocks, freed as they came. */
    IN_ORDER("free of small blocks in order", 1_000_000, 3072),

    /** Small blocks, freed in random order. */
    SHUFFLED("free of small blocks in random order", 1_000_000, 3072),

    /** Small blocks, freed in random order by another thread, which then ends. */
    OTHER_THREAD("free of small blocks by another thread", 1_000_000, 3072),

    /** Small blocks, freed, then {@code trim}. */
    TRIM("free of small blocks, then trim", 1_000_000, 3072),

    /** Small blocks, whose thread ends before they are freed. */
    THREAD_END("end of the thread that has small blocks", 800_000, 3072);

    private final String title;
    private final int fullBlocks;
    private final long fullByteSize;

    Scenario(String title, int fullBlocks, long fullByteSize) {
        this.title = title;
        this.fullBlocks = fullBlocks;
        this.fullByteSize = fullByteSize;
    }

    /**
     * How many blocks.
     *
     * @param divisor makes it smaller
     * @return the count
     */
    int blocks(int divisor) {
        return Math.max(Math.min(1, fullBlocks), fullBlocks / divisor);
    }

    /**
     * How large a block is. A block that is hardly touched needs no memory, so it stays as large as it is.
     *
     * @param divisor makes it smaller, where all of it is written and there is only one
     * @return bytes
     */
    long byteSize(int divisor) {
        return this == ONE_BLOCK ? fullByteSize / divisor : fullByteSize;
    }

    /**
     * Whether all the memory is written.
     *
     * @return false if it is only asked for
     */
    public boolean isWritten() {
        return this != NO_ALLOCATOR && this != CALLOC;
    }

    /**
     * The scenario with its amount of memory, for people.
     *
     * @param divisor as above
     * @return the text
     */
    public String describe(int divisor) {
        int blocks = blocks(divisor);
        if (blocks == 0) {
            return title;
        }
        String amount = gigabytes(blocks * byteSize(divisor));
        return title + ": " + amount + (blocks == 1 ? "" : " in " + String.format(Locale.ROOT, "%,d", blocks));
    }

    private static String gigabytes(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
