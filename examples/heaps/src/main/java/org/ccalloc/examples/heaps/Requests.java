package org.ccalloc.examples.heaps;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcArena;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.spi.RawMemory;

/**
 * A heap for each request: whatever the request has taken goes when it is done, on any path out of it, and nobody walks through
 * it to free it.
 *
 * @param count how many were served
 * @param threads by how many threads
 * @param sum of all answers
 * @param nanos how long it took
 */
record Requests(int count, int threads, long sum, long nanos) {

    private static final int NUMBERS = 200;
    private static final HeapOptions OPTIONS = HeapOptions.named("request");

    static Requests serve(CcAllocator memory, int count, int threads) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long sum = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                sums.add(executor.submit(() -> serve(memory, first, count, threads)));
            }
            for (Future<Long> ofThread : sums) {
                sum += ofThread.get();
            }
        }
        return new Requests(count, threads, sum, System.nanoTime() - start);
    }

    private static long serve(CcAllocator memory, int first, int count, int stride) {
        long sum = 0;
        for (int number = first; number < count; number += stride) {
            sum += number % 2 == 0 ? sumOfList(memory, number) : sumOfSegments(memory, number);
        }
        return sum;
    }

    /** With addresses: a linked list. */
    private static long sumOfList(CcAllocator memory, int number) {
        try (CcHeap request = memory.newHeap(OPTIONS)) {
            long first = 0;
            for (int i = 0; i < NUMBERS; i++) {
                long node = request.allocOrThrow(2 * Long.BYTES);
                RawMemory.putLong(node, first);
                RawMemory.putLong(node + Long.BYTES, number);
                first = node;
            }
            long sum = 0;
            for (long node = first; node != 0; node = RawMemory.getLong(node)) {
                sum += RawMemory.getLong(node + Long.BYTES);
            }
            return sum;
        }
    }

    /** With segments: an arena that takes over the heap and closes it. */
    private static long sumOfSegments(CcAllocator memory, int number) {
        try (CcArena arena = CcArena.ofConfinedHeap(memory.newHeap(OPTIONS), CcArena.Contents.ZEROED)) {
            long sum = 0;
            for (int i = 0; i < NUMBERS; i++) {
                MemorySegment segment = arena.allocate(ValueLayout.JAVA_LONG, 2);
                segment.setAtIndex(ValueLayout.JAVA_LONG, 1, number);
                sum += segment.getAtIndex(ValueLayout.JAVA_LONG, 0) + segment.getAtIndex(ValueLayout.JAVA_LONG, 1);
            }
            return sum;
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "requests: %d, a heap with %d blocks for each, on %d threads in %d ms; sum %d",
                count,
                NUMBERS,
                threads,
                TimeUnit.NANOSECONDS.toMillis(nanos),
                sum);
    }
}
