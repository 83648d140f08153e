package org.ccalloc.examples.index;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue between threads that loses nothing when it is given up: from then on nobody waits, nobody gets
 * anything, and what is inside or still comes is kept for {@link #drain}.
 *
 * @param <T> what goes through
 */
final class Channel<T> {

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private final Condition allDone = lock.newCondition();

    // all guarded by lock
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private int unfinished; // put and not yet done
    private boolean closed;
    private boolean aborted;

    Channel(int capacity) {
        this.capacity = capacity;
    }

    /** Adds an item; waits while the queue is full. */
    void put(T item) {
        lock.lock();
        try {
            while (items.size() >= capacity && !aborted) {
                notFull.awaitUninterruptibly();
            }
            items.add(item);
            unfinished++;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the oldest item; waits for one. The taker calls {@link #done} when it has dealt with it.
     *
     * @return null if no more will come
     */
    @Nullable T take() {
        lock.lock();
        try {
            while (items.isEmpty() && !closed && !aborted) {
                notEmpty.awaitUninterruptibly();
            }
            if (aborted || items.isEmpty()) {
                return null;
            }
            notFull.signal();
            return items.remove();
        } finally {
            lock.unlock();
        }
    }

    /** One item that was taken has been dealt with. */
    void done() {
        lock.lock();
        try {
            unfinished--;
            if (unfinished == 0) {
                allDone.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every item put has been dealt with, or the queue was given up.
     *
     * @return false if that takes longer
     */
    boolean awaitDone(Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (unfinished > 0 && !aborted) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = allDone.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** No more will be put; takers get what is inside, then null. */
    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the queue up. */
    void abort() {
        lock.lock();
        try {
            aborted = true;
            notFull.signalAll();
            notEmpty.signalAll();
            allDone.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that is inside, without waiting. */
    List<T> drain() {
        lock.lock();
        try {
            List<T> all = new ArrayList<>(items);
            items.clear();
            unfinished -= all.size();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
