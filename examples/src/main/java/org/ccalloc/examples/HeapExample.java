package org.ccalloc.examples;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.CcArena;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/**
 * Heaps: one for each part of a program, which tell how much each has; and one for each request, which is given back as a
 * whole instead of block by block.
 */
public final class HeapExample {

    private static final int REQUESTS = 1000;
    private static final int THREADS = 4;
    private static final int NUMBERS = 200;

    private HeapExample() {}

    /**
     * Runs the example, if the allocator makes heaps.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        CcAllocator allocator = CcAllocators.get();
        if (!allocator.capabilities().contains(Capability.HEAPS)) {
            System.out.println(allocator.name() + " makes no heaps");
            return;
        }
        tellWhoHasWhat(allocator);
        serveRequests(allocator);
    }

    /** A heap for each part of the program: the statistics of a heap are those of its part. */
    private static void tellWhoHasWhat(CcAllocator allocator) {
        try (CcHeap parser = counting(allocator, "parser");
                CcHeap cache = counting(allocator, "cache")) {
            for (int i = 0; i < 100; i++) {
                long token = parser.allocOrThrow(24);
                cache.allocOrThrow(1000);
                parser.free(token, 24);
            }
            for (CcHeap heap : List.of(parser, cache)) {
                System.out.println(heap.name() + " has " + heap.statsSnapshot().currentAllocated() + " bytes of "
                        + heap.statsSnapshot().allocBytes() + " asked for");
            }
        }
    }

    private static CcHeap counting(CcAllocator allocator, String name) {
        CcHeap heap = allocator.newHeap(HeapOptions.named(name));
        heap.statsEnable(true);
        return heap;
    }

    /** A heap for each request: whatever the request has taken goes when the request is done, on any path out of it. */
    private static void serveRequests(CcAllocator allocator) {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Long>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                int number = i;
                answers.add(threads.submit(
                        () -> number % 2 == 0 ? sum(allocator, number) : sumOfSegment(allocator, number)));
            }
            long total = 0;
            for (Future<Long> answer : answers) {
                total += answer.get();
            }
            System.out.println(REQUESTS + " requests on " + THREADS + " threads, sum " + total);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With addresses: a linked list, of which nobody keeps a list. */
    private static long sum(CcAllocator allocator, int number) {
        try (CcHeap request = allocator.newHeap(HeapOptions.named("request"))) {
            long first = 0;
            for (int i = 0; i < NUMBERS; i++) {
                long node = request.allocOrThrow(16);
                RawMemory.putLong(node, first);
                RawMemory.putLong(node + 8, number);
                first = node;
            }
            long sum = 0;
            for (long node = first; node != 0; node = RawMemory.getLong(node)) {
                sum += RawMemory.getLong(node + 8);
            }
            return sum;
        }
    }

    /** With segments: an arena that takes over the heap and closes it. */
    private static long sumOfSegment(CcAllocator allocator, int number) {
        CcHeap request = allocator.newHeap(HeapOptions.named("request"));
        try (CcArena arena = CcArena.ofConfinedHeap(request, CcArena.Contents.ZEROED)) {
            long sum = 0;
            for (int i = 0; i < NUMBERS; i++) {
                MemorySegment segment = arena.allocate(ValueLayout.JAVA_LONG, 2);
                segment.setAtIndex(ValueLayout.JAVA_LONG, 1, number);
                sum += segment.getAtIndex(ValueLayout.JAVA_LONG, 0) + segment.getAtIndex(ValueLayout.JAVA_LONG, 1);
            }
            return sum;
        }
    }
}
