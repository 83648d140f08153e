package org.ccalloc.examples.index;

import org.ccalloc.spi.CcAllocator;

/**
 * Blocks that leave the index together, in two steps by two threads: a retirer unlinks them, and when no reader can be
 * looking at them any more, a reclaimer frees them.
 */
interface Retirable {

    /**
     * Makes the blocks unreachable for readers that have not started yet.
     *
     * @return how many blocks {@link #free} will free
     */
    long unlink();

    /**
     * Frees the blocks; once, after {@link #unlink}.
     *
     * @param allocator where they go
     */
    void free(CcAllocator allocator);

    /**
     * What was unlinked, and when.
     *
     * @param what the blocks
     * @param stamp from {@link Epochs#stamp()}
     */
    record Retired(Retirable what, long stamp) {}
}
