package org.ccalloc.javaunsafe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;
import org.ccalloc.tck.CcHeapTck;
import org.junit.jupiter.api.io.TempDir;

/** The kit, on heaps inside a mapped file, of which only those pages take up room that are written. */
class GivenMemoryHeapTckTest extends CcHeapTck {

    @TempDir
    private Path directory;

    private final List<Arena> arenas = new ArrayList<>();

    @Override
    protected CcAllocator createMaker() {
        return new JavaUnsafeAllocator();
    }

    @Override
    protected HeapOptions options() {
        Arena arena = Arena.ofShared();
        arenas.add(arena);
        try (FileChannel file = FileChannel.open(
                Files.createTempFile(directory, "heap", ""), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return HeapOptions.named("tck")
                    .inside(file.map(FileChannel.MapMode.READ_WRITE, 0, FixedHeapTckTest.BYTE_CAPACITY, arena));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void closeMaker(CcAllocator maker) {
        arenas.forEach(Arena::close);
        arenas.clear();
    }

    @Override
    public long memoryBudget() {
        return 64 << 20;
    }
}
