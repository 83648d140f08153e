package org.ccalloc.tck.foreign;

/** What somebody else's allocator does, as it does it: nothing is checked, mended or counted. */
interface ForeignLibrary {

    /**
     * Allocates.
     *
     * @param byteSize bytes
     * @return whatever the library answers
     */
    long malloc(long byteSize);

    /**
     * Allocates zeroed memory.
     *
     * @param count elements
     * @param elementByteSize bytes each
     * @return whatever the library answers
     */
    long calloc(long count, long elementByteSize);

    /**
     * Allocates with an alignment.
     *
     * @param byteSize bytes
     * @param byteAlignment alignment
     * @return whatever the library answers
     */
    long alignedAlloc(long byteSize, long byteAlignment);

    /**
     * Resizes.
     *
     * @param address the block
     * @param byteSize bytes
     * @return whatever the library answers
     */
    long realloc(long address, long byteSize);

    /**
     * Frees, whatever way the block was allocated.
     *
     * @param address the block
     */
    void free(long address);

    /**
     * How much of a block may be used.
     *
     * @param address the block
     * @return bytes
     */
    long usableSize(long address);
}
