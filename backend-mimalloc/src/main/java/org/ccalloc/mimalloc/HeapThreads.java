package org.ccalloc.mimalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The threads that may use a heap as it is. All others have to forget first which heap they used last.
 *
 * <p>Each thread of the system remembers, inside mimalloc, the heap that it used last, by its address, and what it had of
 * it. mimalloc 3.5.0 does not make it forget when that heap is destroyed. A new heap often has the address of a destroyed one;
 * a thread that used that one last then goes on with what it had, which is other people's memory by now. Using any heap in
 * between helps: so a thread's first use of a heap is preceded by a glance at one that is never destroyed.
 *
 * <p>Which threads have done that is in a table by thread id, in which a thread may displace another: who does not find
 * its own id looks at the other heap once more. Ids are never used twice in a JVM. A virtual thread is not entered, since
 * what matters is the thread that carries it, of which it does not know.
 *
 * <p>Nobody is entered any more when the heap is closed, so that who is entered need not ask whether it is open.
 */
final class HeapThreads {

    private static final VarHandle IDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** A power of two. */
    private static final int LENGTH = 64;

    /** Each written by the thread with this id only, by one that displaces it, or with 0. */
    private final long[] ids = new long[LENGTH];

    /**
     * Whether the calling thread may go on.
     *
     * @return false if it has to {@link #enter} first, or the heap is closed
     */
    boolean hasEntered() {
        long id = Thread.currentThread().threadId();
        return (long) IDS.getOpaque(ids, (int) id & (LENGTH - 1)) == id;
    }

    /**
     * To be called before the calling thread does anything with the heap or its blocks.
     *
     * @return its id; 0, which no thread has, if it was not entered
     */
    long enter() {
        MimallocHeapLibrary.useLastingHeap();
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            return 0;
        }
        long id = thread.threadId();
        IDS.setVolatile(ids, (int) id & (LENGTH - 1), id);
        return id;
    }

    /** To be called after the heap was marked as closed, and by who has entered meanwhile. */
    void expelAll() {
        for (int i = 0; i < LENGTH; i++) {
            IDS.setOpaque(ids, i, 0L);
        }
    }
}
