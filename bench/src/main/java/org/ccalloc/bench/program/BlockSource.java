package org.ccalloc.bench.program;

/** A contender, as programs see it: it makes slots whose blocks are its own. */
interface BlockSource {

    /**
     * Makes empty slots.
     *
     * @param count how many
     * @return the slots
     */
    Slots newSlots(int count);

    /**
     * Allocates a node, for those programs whose blocks refer to each other by their addresses.
     *
     * @param byteSize how large
     * @return its address, never 0
     * @throws UnsupportedOperationException if blocks of this contender are not found by their addresses
     */
    long allocateNode(long byteSize);

    /**
     * Frees a node.
     *
     * @param address of the node
     * @param byteSize how large it is
     */
    void freeNode(long address, long byteSize);
}
