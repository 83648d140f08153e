package org.ccalloc.mimalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The threads that may use a heap as it is. All others have to forget first which heap they used last.
 *
 * <p>Each thread of the system remembers, inside mimalloc, the heap that it used last, by its address, and what it had of
 * it. mimalloc 3.5.0 does not make it forget when that heap is destroyed. A new heap often has the address of a destroyed one;
 * a thread that used that one last then goes on with what it had, which is other people's memory by now. Using any heap in
 * between helps: so a thread's first use of a heap is preceded by a glance at one that is never destroyed.
 *
 * <p>Which threads have done that is in a table by thread id, in which a thread may displace another: who does not find
 * itself looks at the other heap once more. Ids are never used twice in a JVM. A virtual thread is not entered, since
 * what matters is the thread that carries it, of which it does not know.
 *
 * <p>Nobody is entered any more when the heap is closed, so that who is entered need not ask whether it is open.
 */
final class HeapThreads {

    private static final VarHandle THREADS = MethodHandles.arrayElementVarHandle(HeapThread[].class);

    /** A power of two. */
    private static final int LENGTH = 64;

    /** Each written by this thread only, by one that displaces it, or with null. */
    private final @Nullable HeapThread[] threads = new HeapThread[LENGTH];

    /**
     * Looks for a thread.
     *
     * @param id the calling thread's
     * @return the thread, or {@link HeapThread#NONE} if it has to {@link #enter} first, or the heap is closed
     */
    HeapThread find(long id) {
        @Nullable HeapThread found = (HeapThread) THREADS.getOpaque(threads, indexOf(id));
        return found != null && found.id() == id ? found : HeapThread.NONE;
    }

    /**
     * To be called before the calling thread does anything with the heap or its blocks.
     *
     * @param heap the heap, open
     * @return the thread, or {@link HeapThread#NONE} if it was not entered
     */
    HeapThread enter(long heap) {
        MimallocHeapLibrary.useLastingHeap();
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            return HeapThread.NONE;
        }
        HeapThread entered =
                new HeapThread(thread.threadId(), KnownBuild.LOADED ? MimallocHeapLibrary.threadHeap(heap) : 0);
        THREADS.setVolatile(threads, indexOf(entered.id()), entered);
        return entered;
    }

    /** To be called after the heap was marked as closed, and by who has entered meanwhile. */
    void expelAll() {
        for (int i = 0; i < LENGTH; i++) {
            THREADS.setOpaque(threads, i, (HeapThread) null);
        }
    }

    private static int indexOf(long id) {
        return (int) id & (LENGTH - 1);
    }
}
