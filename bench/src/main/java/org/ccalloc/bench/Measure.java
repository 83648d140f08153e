package org.ccalloc.bench;

import java.util.Locale;

/** What can be measured. */
public enum Measure {

    /** Time of a pair of 64 bytes. */
    PAIRS,

    /** Time of all other operations. */
    OPERATIONS,

    /** Time of random slots and of blocks that change threads, with one thread and with two. */
    THREADS,

    /** Garbage of all operations. */
    GARBAGE,

    /** What keeping statistics costs. */
    STATISTICS,

    /** What flight recordings cost, without events of blocks and with them. */
    EVENTS,

    /** Time of a pair in a heap, and of a heap from its beginning to its end. */
    HEAPS,

    /** From a fresh JVM to the first block. */
    STARTUP,

    /** How long safepoints wait for calls of the allocator. */
    SAFEPOINTS,

    /** Time and memory of whole programs. */
    WORKLOADS,

    /** Percentiles of single operations. */
    LATENCY,

    /** How time and memory grow with blocks and threads. */
    SCALE,

    /** Time and memory of replayed traces of real programs. */
    TRACES,

    /** Buffers of Arrow and of Netty, on our allocators and on theirs. */
    CLIENTS,

    /** Where java-unsafe puts runs of pages. */
    PLACEMENTS;

    /**
     * Its name on the command line.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
