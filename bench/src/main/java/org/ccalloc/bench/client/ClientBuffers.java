package org.ccalloc.bench.client;

/** Makes buffers of a client. */
interface ClientBuffers {

    /**
     * Allocates and releases one buffer again and again.
     *
     * @param byteSize of each
     * @param count how often
     */
    void pairs(int byteSize, int count);

    /**
     * Allocates a buffer and writes a byte into each of its pages.
     *
     * @param byteSize of it
     * @return releases it
     */
    Runnable filled(int byteSize);

    /** As large as a page of memory is at least. */
    int PAGE_BYTE_SIZE = 4096;
}
