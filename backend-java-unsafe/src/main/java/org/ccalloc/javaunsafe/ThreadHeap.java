package org.ccalloc.javaunsafe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The thread heap tier: the slabs of one owner, two queues for each size class. The owner is a platform thread, or whoever
 * holds the lock of a {@link SharedHeap}; only the owner calls, except where a method says otherwise.
 */
final class ThreadHeap {

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup()
                    .findVarHandle(ThreadHeap.class, "pending", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What descriptors say of who owns them: 1 or more, never changes. */
    final int number;

    private final ThreadHeaps heaps;
    private final MemoryArenas arenas;

    /** The id of the owner; 0, no thread's, if it is shared. Written by the owner itself, before it looks for it. */
    private long ownerId;

    private WeakReference<@Nullable Thread> owner = new WeakReference<>(null);

    /** Address of its {@link HeapTable}. */
    private final long table;

    private final SlabQueue[] withRoom = queues();
    private final SlabQueue[] full = queues();

    /** The list of groups that have bits, linked through the groups: others add, the owner takes all. */
    @SuppressWarnings("unused") // through the handle
    private long pending;

    ThreadHeap(int number, ThreadHeaps heaps, MemoryArenas arenas, long table) {
        this.number = number;
        this.heaps = heaps;
        this.arenas = arenas;
        this.table = table;
        HeapTable.format(table);
    }

    private static SlabQueue[] queues() {
        SlabQueue[] queues = new SlabQueue[SizeClasses.COUNT + 1];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new SlabQueue();
        }
        return queues;
    }

    long table() {
        return table;
    }

    /** Of the first in a queue, there is {@link Slab#NONE} for 0. */
    private void setCurrent(int sizeClass, long slab) {
        Memory.putLong(HeapTable.entry(table, sizeClass), slab == 0 ? Slab.NONE : slab);
    }

    // ------------------------------------------------------------------------------------------------- ownership

    /**
     * Whether a thread is the owner. Any thread may ask for itself: only the owner itself ever wrote its id here.
     *
     * @param threadId the id of the calling thread
     * @return whether it is
     */
    boolean isOwnedBy(long threadId) {
        return ownerId == threadId;
    }

    long ownerId() {
        return ownerId;
    }

    void setOwner(Thread thread) {
        ownerId = thread.threadId();
        owner = new WeakReference<>(thread);
        HeapTable.setOwner(table, ownerId);
    }

    /**
     * Takes the heap from its owner, which lives and is not the caller, unless that is at work with it. The owner then finds no
     * id of its own in the table, and asks for the heap under the lock of {@link ThreadHeaps}, which the caller has.
     *
     * @return whether the caller may work with the heap while it has the lock
     */
    boolean park() {
        if (HeapTable.isOwnedBy(table, 0)) {
            return true;
        }
        Thread thread = owner.get();
        if (thread == null) {
            return false;
        }
        HeapTable.setOwner(table, 0);
        VarHandle.fullFence();
        if (OwnerActivity.mayBeAtWork(thread)) {
            unpark();
            return false;
        }
        return true;
    }

    /** Gives the heap back to its owner. Under the lock of {@link ThreadHeaps}. */
    void unpark() {
        HeapTable.setOwner(table, ownerId);
    }

    /**
     * Whether the owner has ended. What it did has then happened before. Never so if the heap is shared.
     *
     * @return whether the heap is free to be adopted
     */
    boolean isAbandoned() {
        if (ownerId == 0) {
            return false;
        }
        Thread thread = owner.get();
        return thread == null || !thread.isAlive();
    }

    // ------------------------------------------------------------------------------------------------ allocating

    /**
     * Takes a unit.
     *
     * @param sizeClass its class
     * @return the unit; 0 if there is no memory
     */
    long allocate(int sizeClass) {
        long unit = Slab.take(HeapTable.current(table, sizeClass));
        return unit != 0 ? unit : allocateElsewhere(sizeClass);
    }

    private long allocateElsewhere(int sizeClass) {
        collect();
        long slab = firstWithRoom(sizeClass);
        if (slab == 0) {
            slab = newSlab(sizeClass, false);
        }
        if (slab == 0 && heaps.adoptAbandoned(this)) {
            slab = firstWithRoom(sizeClass);
        }
        if (slab == 0) {
            // Of other classes: better than more from the system.
            releaseEmpty();
            slab = newSlab(sizeClass, false);
        }
        if (slab == 0) {
            slab = newSlab(sizeClass, true);
        }
        if (slab == 0) {
            heaps.releaseIdle();
            slab = newSlab(sizeClass, false);
        }
        return slab == 0 ? 0 : Slab.take(slab);
    }

    /** The slab to take units from; puts those before it into the other queue. */
    private long firstWithRoom(int sizeClass) {
        SlabQueue queue = withRoom[sizeClass];
        for (long slab = queue.first(); slab != 0; slab = queue.first()) {
            if (Slab.hasRoom(slab)) {
                setCurrent(sizeClass, slab);
                return slab;
            }
            queue.remove(slab);
            Slab.setFull(slab, true);
            full[sizeClass].addLast(slab);
        }
        setCurrent(sizeClass, 0);
        return 0;
    }

    private long newSlab(int sizeClass, boolean mayGrow) {
        long segment = arenas.allocate(SizeClasses.pages(sizeClass), SizeClasses.SPAN_PAGES, mayGrow);
        if (segment == 0) {
            return 0;
        }
        Slab.format(segment, sizeClass, number, table);
        arenas.enterSlab(segment);
        addWithRoom(sizeClass, segment);
        return firstWithRoom(sizeClass);
    }

    // --------------------------------------------------------------------------------------------------- freeing

    /**
     * Puts a slab into the right queue, or gives it back, after units were put back.
     *
     * @param slab a slab of this heap
     */
    void settle(long slab) {
        int sizeClass = Slab.sizeClass(slab);
        if (Slab.isFull(slab)) {
            full[sizeClass].remove(slab);
            Slab.setFull(slab, false);
            addWithRoom(sizeClass, slab);
        }
        if (Slab.used(slab) > 0) {
            return;
        }
        // The last one stays: who frees the only unit and asks for it again should not wait for the arenas.
        if (withRoom[sizeClass].isOnly(slab)) {
            Slab.setKept(slab, true);
        } else {
            release(sizeClass, slab);
        }
    }

    private void addWithRoom(int sizeClass, long slab) {
        long before = withRoom[sizeClass].first();
        withRoom[sizeClass].addLast(slab);
        if (before == 0) {
            setCurrent(sizeClass, slab);
        } else if (Slab.isKept(before)) {
            // It was the only one.
            Slab.setKept(before, false);
            if (Slab.used(before) == 0) {
                release(sizeClass, before);
            }
        }
    }

    private void release(int sizeClass, long slab) {
        SlabQueue queue = withRoom[sizeClass];
        queue.remove(slab);
        setCurrent(sizeClass, queue.first());
        arenas.release(slab);
    }

    /** Gives back every slab of which no unit is used, once remote frees are collected. */
    void releaseEmpty() {
        collect();
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            long next;
            for (long slab = withRoom[sizeClass].first(); slab != 0; slab = next) {
                next = SlabQueue.next(slab);
                if (Slab.used(slab) == 0) {
                    release(sizeClass, slab);
                }
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- remote frees

    /**
     * Adds a group to the list of those to collect. Any thread may.
     *
     * @param group a group that has bits and is on no list
     */
    void push(long group) {
        long head;
        do {
            head = (long) PENDING.getVolatile(this);
            Slab.setNextGroup(group, head);
        } while (!PENDING.compareAndSet(this, head, group));
    }

    /** Puts back the units that other threads have freed. */
    void collect() {
        if ((long) PENDING.getOpaque(this) == 0) {
            return;
        }
        long next;
        for (long group = (long) PENDING.getAndSet(this, 0L); group != 0; group = next) {
            next = Slab.nextGroup(group);
            long slab = Slab.ofGroup(group);
            int slabOwner = Segment.owner(slab);
            if (slabOwner != number) {
                // It was adopted while the group was on its way.
                heaps.numbered(slabOwner).push(group);
            } else if (Slab.collect(slab, group) <= 0) {
                settle(slab);
            }
        }
    }

    /** Whether there is something to collect. Any thread may ask. */
    boolean hasPending() {
        return (long) PENDING.getOpaque(this) != 0;
    }

    // -------------------------------------------------------------------------------------------------- adoption

    /**
     * Takes over all slabs of another heap.
     *
     * @param abandoned a heap whose owner has ended, and which nobody else adopts
     */
    void adopt(ThreadHeap abandoned) {
        abandoned.releaseEmpty();
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            abandoned.setCurrent(sizeClass, 0);
            SlabQueue theirs = abandoned.full[sizeClass];
            for (long slab = theirs.first(); slab != 0; slab = theirs.first()) {
                theirs.remove(slab);
                Slab.setOwner(slab, number, table);
                full[sizeClass].addLast(slab);
            }
            theirs = abandoned.withRoom[sizeClass];
            for (long slab = theirs.first(); slab != 0; slab = theirs.first()) {
                theirs.remove(slab);
                Slab.setOwner(slab, number, table);
                Slab.setKept(slab, false);
                addWithRoom(sizeClass, slab);
            }
        }
    }

    /** Whether there is nothing to adopt. */
    boolean isEmpty() {
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            if (withRoom[sizeClass].first() != 0 || full[sizeClass].first() != 0) {
                return false;
            }
        }
        return !hasPending();
    }

    /**
     * Fails if queues and slabs do not agree. Only while nobody works with the heap.
     *
     * @return how many slabs it has
     * @throws IllegalStateException if they do not
     */
    int checkInvariants() {
        int slabs = 0;
        for (int sizeClass = 1; sizeClass <= SizeClasses.COUNT; sizeClass++) {
            slabs += checkQueue(withRoom[sizeClass], sizeClass, false) + checkQueue(full[sizeClass], sizeClass, true);
            checkCurrent(sizeClass);
        }
        return slabs;
    }

    private void checkCurrent(int sizeClass) {
        long wanted = HeapTable.current(table, sizeClass);
        boolean found = wanted == Slab.NONE && withRoom[sizeClass].first() == 0;
        for (long slab = withRoom[sizeClass].first(); slab != 0; slab = SlabQueue.next(slab)) {
            found |= slab == wanted;
        }
        if (!found) {
            throw new IllegalStateException("heap " + number + ": current=0x" + Long.toHexString(wanted)
                    + " (expected one of those with room, the first of which is 0x"
                    + Long.toHexString(withRoom[sizeClass].first()) + ")");
        }
    }

    private int checkQueue(SlabQueue queue, int sizeClass, boolean expectFull) {
        for (long slab = queue.first(); slab != 0; slab = SlabQueue.next(slab)) {
            if (Segment.owner(slab) != number || Slab.sizeClass(slab) != sizeClass || Slab.isFull(slab) != expectFull) {
                throw new IllegalStateException("heap " + number + ": slab=0x" + Long.toHexString(slab) + ", owner="
                        + Segment.owner(slab) + ", sizeClass=" + Slab.sizeClass(slab) + ", full=" + Slab.isFull(slab)
                        + " (expected " + number + ", " + sizeClass + ", " + expectFull + ")");
            }
            if (Slab.isKept(slab) && !queue.isOnly(slab)) {
                throw new IllegalStateException("heap " + number + ": slab=0x" + Long.toHexString(slab)
                        + " is kept (expected to be the only one with room)");
            }
            Slab.checkInvariants(slab);
        }
        return queue.checkInvariants();
    }
}
