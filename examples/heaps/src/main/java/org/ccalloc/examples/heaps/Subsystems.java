package org.ccalloc.examples.heaps;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;

/** A heap for each part of a program: the statistics of a heap are those of its part, and a leak is that of one part. */
final class Subsystems {

    private static final int DOCUMENTS = 1000;
    private static final long TOKEN_BYTE_SIZE = 24;
    private static final long PAGE_BYTE_SIZE = 1000;

    private Subsystems() {}

    static void run(CcAllocator memory, PrintWriter out) {
        try (CcHeap parser = counting(memory, "parser");
                CcHeap cache = counting(memory, "cache")) {
            for (int i = 0; i < DOCUMENTS; i++) {
                long token = parser.allocOrThrow(TOKEN_BYTE_SIZE);
                cache.allocOrThrow(PAGE_BYTE_SIZE);
                parser.free(token, TOKEN_BYTE_SIZE);
            }
            for (CcHeap heap : List.of(parser, cache)) {
                CcAllocSnapshot did = heap.statsSnapshot();
                out.printf(
                        Locale.ROOT,
                        "%s: has %d bytes of the %d that it asked for, in %d blocks%n",
                        heap.name(),
                        did.currentAllocated(),
                        did.allocBytes(),
                        did.allocCount() - did.freeCount());
            }
        }
    }

    private static CcHeap counting(CcAllocator memory, String name) {
        CcHeap heap = memory.newHeap(HeapOptions.named(name));
        heap.statsEnable(true);
        return heap;
    }
}
