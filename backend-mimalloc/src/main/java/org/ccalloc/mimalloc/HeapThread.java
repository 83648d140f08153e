package org.ccalloc.mimalloc;

/**
 * A thread that may use a heap as it is.
 *
 * @param id of the thread; 0, which no thread has, for {@link #NONE}
 * @param theap what mimalloc has of the heap for this thread, for {@link FreeLists}; 0 if those are not to be touched
 */
record HeapThread(long id, long theap) {

    /** No thread. */
    static final HeapThread NONE = new HeapThread(0, 0);

    /**
     * Whether there is a thread.
     *
     * @return false for {@link #NONE}
     */
    boolean hasEntered() {
        return id != 0;
    }
}
