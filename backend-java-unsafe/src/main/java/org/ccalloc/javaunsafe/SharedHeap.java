package org.ccalloc.javaunsafe;

import java.util.concurrent.locks.ReentrantLock;

/** A thread heap that many virtual threads share: whoever holds the lock is its owner. */
final class SharedHeap {

    private final ReentrantLock lock = new ReentrantLock();
    private final ThreadHeap heap;

    SharedHeap(ThreadHeap heap) {
        this.heap = heap;
    }

    long allocate(int sizeClass) {
        lock.lock();
        try {
            return heap.allocate(sizeClass);
        } finally {
            lock.unlock();
        }
    }

    void releaseEmpty() {
        lock.lock();
        try {
            heap.releaseEmpty();
        } finally {
            lock.unlock();
        }
    }
}
