package org.ccalloc.javaunsafe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All thread heaps: one for each platform thread that has allocated, found by thread id in an open-addressing table, and
 * some that virtual threads share.
 *
 * <p>A heap outlives its thread. A new thread takes an abandoned heap as it is; a thread that would need more memory from
 * the system first takes over what is in abandoned heaps.
 *
 * <p>A heap may be in the table more than once, at the places of owners that have ended: it answers for its present owner
 * only, and ids are never used twice in a JVM. A new table has only those of living threads.
 */
final class ThreadHeaps {

    private static final int LEAST_TABLE_LENGTH = 64;

    private final Object lock = new Object();
    private final MemoryArenas arenas;

    /**
     * At most half full. Written under the lock, with its elements; read by anybody, plainly: who does not see its own
     * heap in what it reads looks again under the lock.
     */
    private @Nullable ThreadHeap[] table = new ThreadHeap[LEAST_TABLE_LENGTH];

    private int tableHeaps; // guarded by lock

    /** By number; replaced under the lock, read by anybody. */
    private volatile ThreadHeap[] numbered = {};

    /** Created under the lock, with the first virtual thread that allocates. */
    private volatile SharedHeap[] shared = {};

    ThreadHeaps(MemoryArenas arenas) {
        this.arenas = arenas;
    }

    // --------------------------------------------------------------------------------------------------- finding

    /**
     * The calling thread's heap.
     *
     * @return its heap; null if it has none, as virtual threads and such that never allocated
     */
    @Nullable ThreadHeap own() {
        long id = Thread.currentThread().threadId();
        @Nullable ThreadHeap[] heaps = table;
        ThreadHeap heap = heaps[(int) id & (heaps.length - 1)];
        if (heap == null || !heap.isOwnedBy(id)) {
            heap = ownElsewhere(id, heaps);
        }
        if (heap != null && !HeapTable.isOwnedBy(heap.table(), id)) {
            synchronized (lock) {
                heap.unpark();
            }
        }
        return heap;
    }

    private static @Nullable ThreadHeap ownElsewhere(long id, @Nullable ThreadHeap[] heaps) {
        int mask = heaps.length - 1;
        for (int i = (int) id & mask; ; i = (i + 1) & mask) {
            ThreadHeap heap = heaps[i];
            if (heap == null || heap.isOwnedBy(id)) {
                return heap;
            }
        }
    }

    ThreadHeap numbered(int number) {
        return numbered[number - 1];
    }

    /**
     * Frees a unit of a slab that the calling thread does not own.
     *
     * @param slab the slab that the address is in
     * @param address the unit
     * @throws IllegalArgumentException if that is no unit, or not a live one
     */
    void freeRemotely(long slab, long address) {
        long group = Slab.putRemotely(slab, address);
        if (group != 0) {
            // The slab stays until the group is collected; whoever owns it now forwards the group if that changes.
            numbered(Segment.owner(slab)).push(group);
        }
    }

    /**
     * Takes a unit for a thread that has no heap of its own.
     *
     * @param sizeClass the unit's class
     * @return the unit; 0 if there is no memory
     */
    long allocateWithoutOwn(int sizeClass) {
        Thread thread = Thread.currentThread();
        if (!thread.isVirtual()) {
            ThreadHeap heap = register(thread);
            return heap == null ? 0 : heap.allocate(sizeClass);
        }
        SharedHeap[] heaps = shared;
        if (heaps.length == 0) {
            heaps = createShared();
            if (heaps.length == 0) {
                return 0;
            }
        }
        // Ids of virtual threads come in sequence, so that neighbours in time get different heaps.
        return heaps[(int) thread.threadId() & (heaps.length - 1)].allocate(sizeClass);
    }

    private SharedHeap[] createShared() {
        synchronized (lock) {
            if (shared.length == 0) {
                int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 2;
                long tables = arenas.reserveTables(count);
                if (tables != 0) {
                    SharedHeap[] heaps = new SharedHeap[count];
                    Arrays.setAll(heaps, i -> new SharedHeap(newHeap(tables + i * HeapTable.BYTE_SIZE)));
                    shared = heaps;
                }
            }
            return shared;
        }
    }

    // ----------------------------------------------------------------------------------------------- registering

    /** Null if there is no memory. */
    private @Nullable ThreadHeap register(Thread thread) {
        synchronized (lock) {
            ThreadHeap heap = ownElsewhere(thread.threadId(), table);
            if (heap != null) {
                return heap;
            }
            heap = abandoned();
            if (heap == null) {
                long table = arenas.reserveTables(1);
                if (table == 0) {
                    return null;
                }
                heap = newHeap(table);
            }
            heap.setOwner(thread);
            if ((tableHeaps + 1) * 2 > table.length) {
                rebuildTable();
            } else {
                insert(table, heap);
                tableHeaps++;
            }
            return heap;
        }
    }

    private @Nullable ThreadHeap abandoned() {
        for (ThreadHeap heap : numbered) {
            if (heap.isAbandoned()) {
                return heap;
            }
        }
        return null;
    }

    /**
     * A heap without an owner. Only under the lock, or before others see this.
     *
     * @param heapTable what it needs
     */
    ThreadHeap newHeap(long heapTable) {
        ThreadHeap[] more = Arrays.copyOf(numbered, numbered.length + 1);
        ThreadHeap heap = new ThreadHeap(more.length, this, arenas, heapTable);
        more[more.length - 1] = heap;
        numbered = more;
        return heap;
    }

    private void rebuildTable() {
        int living = 0;
        for (ThreadHeap heap : numbered) {
            living += heap.ownerId() != 0 && !heap.isAbandoned() ? 1 : 0;
        }
        @Nullable ThreadHeap[] rebuilt = new ThreadHeap[Math.max(LEAST_TABLE_LENGTH, Integer.highestOneBit(living) * 8)];
        int inserted = 0;
        for (ThreadHeap heap : numbered) {
            // A thread may have ended since they were counted, but none can have come.
            if (heap.ownerId() != 0 && !heap.isAbandoned()) {
                insert(rebuilt, heap);
                inserted++;
            }
        }
        tableHeaps = inserted;
        table = rebuilt;
    }

    private static void insert(@Nullable ThreadHeap[] heaps, ThreadHeap heap) {
        int mask = heaps.length - 1;
        int i = (int) heap.ownerId() & mask;
        while (heaps[i] != null) {
            i = (i + 1) & mask;
        }
        heaps[i] = heap;
    }

    // -------------------------------------------------------------------------------------------------- adoption

    /**
     * Hands over what abandoned heaps have.
     *
     * @param heir a heap of the calling thread
     * @return whether there was any
     */
    boolean adoptAbandoned(ThreadHeap heir) {
        synchronized (lock) {
            boolean any = false;
            for (ThreadHeap heap : numbered) {
                if (heap.isAbandoned() && !heap.isEmpty()) {
                    heir.adopt(heap);
                    any = true;
                }
            }
            return any;
        }
    }

    /** Gives back slabs of which no unit is used, as far as the calling thread may; takes over what ended threads left. */
    void releaseEmpty() {
        ThreadHeap own = own();
        if (own != null) {
            adoptAbandoned(own);
            own.releaseEmpty();
        }
        for (SharedHeap heap : shared) {
            heap.releaseEmpty();
        }
        synchronized (lock) {
            for (ThreadHeap heap : numbered) {
                if (heap.isAbandoned()) {
                    heap.releaseEmpty();
                }
            }
        }
    }

    /**
     * Gives back slabs of which no unit is used also from heaps of other living threads, as far as those are not at work.
     *
     * <p>This looks at the stacks of these threads, which takes some microseconds for each.
     */
    void releaseIdle() {
        long caller = Thread.currentThread().threadId();
        synchronized (lock) {
            for (ThreadHeap heap : numbered) {
                if (heap.ownerId() != 0 && !heap.isOwnedBy(caller) && !heap.isAbandoned() && heap.park()) {
                    heap.releaseEmpty();
                }
            }
        }
    }

    /**
     * Tells how many heaps there are, for people.
     *
     * @return a line
     */
    String describe() {
        synchronized (lock) {
            int abandoned = 0;
            for (ThreadHeap heap : numbered) {
                abandoned += heap.isAbandoned() ? 1 : 0;
            }
            return "thread heaps: " + numbered.length + ", of which " + abandoned + " have no thread and "
                    + shared.length + " are shared by virtual threads" + System.lineSeparator();
        }
    }

    /**
     * Fails if a heap is not as it should be. Only while nobody allocates or frees.
     *
     * @return how many slabs there are
     * @throws IllegalStateException if one is not
     */
    int checkInvariants() {
        int slabs = 0;
        for (ThreadHeap heap : numbered) {
            slabs += heap.checkInvariants();
        }
        return slabs;
    }
}
