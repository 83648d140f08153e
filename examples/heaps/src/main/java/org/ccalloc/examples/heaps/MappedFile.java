package org.ccalloc.examples.heaps;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcHeap;
import org.ccalloc.spi.HeapOptions;
import org.jspecify.annotations.Nullable;

/** A heap in a file: its blocks take disk, not memory, when memory is short. */
final class MappedFile {

    private static final long FILE_BYTE_SIZE = 1 << 20;
    private static final long RECORD_BYTE_SIZE = 100;

    private MappedFile() {}

    static void run(CcAllocator memory, @Nullable Path given, PrintWriter out) throws IOException {
        Path file = given == null ? Files.createTempFile("ccalloc", ".heap") : given;
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(file, READ, WRITE, CREATE)) {
            MemorySegment mapped = channel.map(MapMode.READ_WRITE, 0, FILE_BYTE_SIZE, arena);
            // Closed before the arena is: the heap is in its memory.
            try (CcHeap heap = memory.newHeap(HeapOptions.named("file").inside(mapped))) {
                int records = 0;
                while (heap.alloc(RECORD_BYTE_SIZE) != 0) {
                    records++;
                }
                out.printf(
                        Locale.ROOT,
                        "file: %d records of %d bytes fit into %d%n",
                        records,
                        RECORD_BYTE_SIZE,
                        heap.footprintLimit());
            }
        } finally {
            if (given == null) {
                Files.delete(file);
            }
        }
    }
}
