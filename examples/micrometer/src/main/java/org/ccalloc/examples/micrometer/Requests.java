package org.ccalloc.examples.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.RawMemory;

/**
 * Requests, each with a block for its time; every tenth begins a session, whose block stays until the heap is closed.
 *
 * @param memory for requests
 * @param sessions for sessions
 */
record Requests(CcAllocator memory, CcHeap sessions) {

    static final int OF_A_SESSION = 10;
    static final int SESSION_BYTE_SIZE = 200;

    private static final int MAX_BYTE_SIZE = 4096;

    /** Serves as many requests on each of as many threads. */
    void serve(int threads, int requests) throws InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> served = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long seed = i;
                served.add(pool.submit(() -> serveOnThisThread(seed, requests)));
            }
            for (Future<?> thread : served) {
                thread.get();
            }
        }
    }

    private void serveOnThisThread(long seed, int requests) {
        var byteSizes = new SplittableRandom(seed);
        for (int i = 0; i < requests; i++) {
            int byteSize = byteSizes.nextInt(1, MAX_BYTE_SIZE + 1);
            long request = memory.allocOrThrow(byteSize);
            RawMemory.fill(request, byteSize, (byte) i);
            if (i % OF_A_SESSION == 0) {
                RawMemory.fill(sessions.allocOrThrow(SESSION_BYTE_SIZE), SESSION_BYTE_SIZE, (byte) i);
            }
            memory.free(request, byteSize);
        }
    }
}
