package org.ccalloc.bench.measure;

/** What the project promises; medians of ratios inside one run, unless a line says otherwise. */
final class Bounds {

    /** A pair of 64 bytes on mimalloc, to the same in C on the same library. */
    static final double PAIR_TO_C = 2.2;

    /** The same on java-unsafe, to C on mimalloc. */
    static final double PAIR_IN_JAVA_TO_C = 2.0;

    /** Random slots on java-unsafe, to C on mimalloc: the geometric mean over numbers of slots and threads. */
    static final double SLOTS_IN_JAVA_TO_C = 1.3;

    /** Blocks that go from one thread to another on java-unsafe, to C on mimalloc. */
    static final double HAND_OFF_IN_JAVA_TO_C = 1.3;

    /** A pair of 64 bytes on mimalloc, to LWJGL on the same library. */
    static final double PAIR_TO_LWJGL = 0.45;

    /** The same, to {@code Unsafe}. */
    static final double PAIR_TO_UNSAFE = 0.35;

    /** A pair of 64 bytes with statistics, to one without. */
    static final double STATISTICS_ON_TO_OFF = 1.35;

    /** A pair of 64 bytes while the flight recorder records what the JDK has it record, to one without. */
    static final double RECORDING_TO_NONE = 1.05;

    /** A pair of 64 bytes from a heap, to one from the allocator that made the heap. */
    static final double HEAP_PAIR_TO_PLAIN = 1.3;

    /** The same on jemalloc, where the usual thread cache cannot be used. */
    static final double HEAP_PAIR_TO_PLAIN_ON_JEMALLOC = 2.0;

    /** A heap with ten thousand blocks on mimalloc, to the same in C on the same library. */
    static final double HEAP_CYCLE_TO_C = 1.5;

    /** Replayed traces on mimalloc, to C on the same library: the geometric mean. */
    static final double TRACES_TO_C = 1.3;

    /** The same, to C on the C library's own allocator. */
    static final double TRACES_TO_LIBC = 1.0;

    /** A buffer of a client's on mimalloc, to the best of the client's own allocators: the geometric mean over sizes. */
    static final double CLIENT_BUFFERS_TO_OWN = 0.7;

    /** The peak of resident memory of many such buffers: the geometric mean over how many are live. */
    static final double CLIENT_MEMORY_TO_OWN = 1.0;

    /** From the entry of {@code main} to the first block in a fresh JVM, to the same with LWJGL. */
    static final double STARTUP_TO_LWJGL = 0.35;

    /** Milliseconds for which one call may hold up a safepoint. */
    static final double SAFEPOINT_MILLIS = 5;

    /**
     * Bytes of garbage that an operation may leave, no ratio. It stands for none at all: the least object has 8 bytes, and
     * what remains is of JMH's own making, spread over the operations of an iteration.
     */
    static final double GARBAGE_BYTES = 0.5;

    private Bounds() {}
}
