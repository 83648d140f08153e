package org.ccalloc.bench.program;

/** What a program asks for that not every contender has. */
enum Need {

    /** Blocks are freed by other threads than those that allocated them. */
    ANY_THREAD_FREES,

    /** Blocks have an alignment of their own. */
    ALIGNMENT,

    /** Blocks refer to each other by their addresses, and are freed by them. */
    ADDRESSES
}
