package org.ccalloc.tck;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.ccalloc.spi.RawMemory;

/**
 * A correct allocator with a free list, last in, first out, for each of its size classes: multiples of 16 bytes up to
 * {@value #LARGEST_BYTE_SIZE}. Memory from elsewhere is zero. What subclasses break is broken in the same way at every run, wherever memory lies.
 */
class RecycledBlocks extends LibcAllocator {

    static final long LARGEST_BYTE_SIZE = 512;

    /** Blocks of the size classes, live ones and free ones, and their classes. */
    private final Map<Long, Long> classes = new HashMap<>();

    private final Map<Long, Deque<Long>> free = new HashMap<>();

    static long classOf(long byteSize) {
        return (byteSize + 15) & -16;
    }

    /** Puts a freed block where {@link #allocateBlock} takes the next one from. */
    void push(Deque<Long> list, long address) {
        list.addFirst(address);
    }

    final synchronized boolean isOfClass(long address) {
        return classes.containsKey(address);
    }

    final synchronized void setClass(long address, long size) {
        classes.put(address, size);
    }

    /** Makes a free block of any place. */
    final synchronized void addFree(long address, long size) {
        setClass(address, size);
        listOf(size).addFirst(address);
    }

    private Deque<Long> listOf(long size) {
        return free.computeIfAbsent(size, _ -> new ArrayDeque<>());
    }

    @Override
    protected synchronized long allocateBlock(long byteSize) {
        if (byteSize > LARGEST_BYTE_SIZE) {
            return super.allocateBlock(byteSize);
        }
        long size = classOf(byteSize);
        Deque<Long> list = listOf(size);
        if (!list.isEmpty()) {
            return list.removeFirst();
        }
        long address = super.allocateBlock(size);
        if (address != 0) {
            RawMemory.fill(address, size, (byte) 0);
            classes.put(address, size);
        }
        return address;
    }

    @Override
    protected synchronized void freeUnsizedBlock(long address) {
        Long size = classes.get(address);
        if (size == null) {
            super.freeUnsizedBlock(address);
        } else {
            push(listOf(size), address);
        }
    }

    @Override
    protected synchronized long usableBlockSize(long address) {
        Long size = classes.get(address);
        return size == null ? super.usableBlockSize(address) : size;
    }
}
