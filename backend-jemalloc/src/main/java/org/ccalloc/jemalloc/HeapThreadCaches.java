package org.ccalloc.jemalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread caches of a heap. A thread's usual cache must not get blocks of a heap, since it would keep them when the heap is
 * closed; without any cache, an allocation takes ten times as long.
 *
 * <p>A platform thread has a cache for itself, in a table by thread id: the first free place from the one that the id says.
 * When the thread has ended, another may have the cache. A virtual thread has none, nor has one that finds no place, or for
 * which jemalloc has no more caches (4094 in a process).
 */
final class HeapThreadCaches {

    private static final VarHandle OWNERS = MethodHandles.arrayElementVarHandle(long[].class);

    /** A power of two. */
    private static final int LENGTH = 64;

    /** How many places a thread may have to look at. */
    private static final int PLACES = 4;

    /** Never the id of a thread: those are positive. */
    private static final long NOBODY = 0;

    private static final int NO_INDEX = 0;

    private final ReentrantLock lock = new ReentrantLock();

    /** Ids of threads; a place is taken under the lock, and looked at without. */
    private final long[] owners = new long[LENGTH];

    /** Flags of the caches; written under the lock by the thread that takes the place, and read by that thread. */
    private final long[] flags = new long[LENGTH];

    /** Whose the places are, to see whether they have ended; guarded by the lock. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private final @Nullable WeakReference<Thread>[] threads = new WeakReference[LENGTH];

    /** Of caches, one more than jemalloc has it, since that begins with 0; guarded by the lock. */
    private final int[] indexes = new int[LENGTH];

    /**
     * The flag that names the calling thread's cache.
     *
     * @return a flag of {@code mallocx} and {@code dallocx}
     */
    long flag() {
        long id = Thread.currentThread().threadId();
        int home = (int) id & (LENGTH - 1);
        return (long) OWNERS.getOpaque(owners, home) == id ? flags[home] : flagElsewhere(id, home);
    }

    private long flagElsewhere(long id, int home) {
        for (int i = 1; i < PLACES; i++) {
            int place = (home + i) & (LENGTH - 1);
            if ((long) OWNERS.getOpaque(owners, place) == id) {
                return flags[place];
            }
        }
        Thread thread = Thread.currentThread();
        // Whoever would have to wait does without.
        if (thread.isVirtual() || !lock.tryLock()) {
            return JemallocHeapLibrary.NO_THREAD_CACHE;
        }
        try {
            return takePlace(thread, home);
        } finally {
            lock.unlock();
        }
    }

    private long takePlace(Thread thread, int home) {
        for (int i = 0; i < PLACES; i++) {
            int place = (home + i) & (LENGTH - 1);
            if (isFree(place) && hasCache(place)) {
                threads[place] = new WeakReference<>(thread);
                OWNERS.setOpaque(owners, place, thread.threadId());
                return flags[place];
            }
        }
        return JemallocHeapLibrary.NO_THREAD_CACHE;
    }

    /** A thread that is seen dead has happened-before this, so what it did with its cache is done. */
    private boolean isFree(int place) {
        WeakReference<Thread> reference = threads[place];
        Thread owner = reference == null ? null : reference.get();
        return owner == null || !owner.isAlive();
    }

    /** Makes one, if there is none. */
    private boolean hasCache(int place) {
        if (indexes[place] == NO_INDEX) {
            OptionalInt created = JemallocHeapLibrary.createThreadCache();
            if (created.isEmpty()) {
                return false;
            }
            indexes[place] = created.getAsInt() + 1;
            flags[place] = JemallocHeapLibrary.threadCacheFlag(created.getAsInt());
        }
        return true;
    }

    /** Gives what is in the calling thread's cache back to the arena, if it has one. */
    void flushOwn() {
        lock.lock();
        try {
            long id = Thread.currentThread().threadId();
            for (int place = 0; place < LENGTH; place++) {
                if (owners[place] == id) {
                    JemallocHeapLibrary.flushThreadCache(indexes[place] - 1);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Empties and destroys all caches, when no thread uses any of them. */
    void destroy() {
        lock.lock();
        try {
            for (int place = 0; place < LENGTH; place++) {
                if (indexes[place] != NO_INDEX) {
                    JemallocHeapLibrary.destroyThreadCache(indexes[place] - 1);
                    indexes[place] = NO_INDEX;
                    OWNERS.setOpaque(owners, place, NOBODY);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
