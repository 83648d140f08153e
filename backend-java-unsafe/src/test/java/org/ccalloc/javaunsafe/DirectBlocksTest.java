package org.ccalloc.javaunsafe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DirectBlocksTest {
    private static final int BLOCKS = 8;
    private static final long BLOCK_BYTE_SIZE = 16L << 20;

    private final TieredMemory memory = TieredMemory.ofAtMost(1L << 30);

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pagesGoBackToTheSystemThoughTheCLibraryKeepsTheRange() throws IOException {
        // From then on glibc takes ranges of that size from its heap, not from the system.
        Memory.release(Memory.allocate(30L << 20));
        long[] blocks = new long[BLOCKS];
        Arrays.setAll(blocks, _ -> memory.allocate(BLOCK_BYTE_SIZE));
        // Lies behind them, so that the C library cannot shorten its heap.
        long behind = Memory.allocate(1 << 20);
        long before = residentPages();
        for (long block : blocks) {
            Memory.zero(block, BLOCK_BYTE_SIZE);
        }
        long full = residentPages();
        for (long block : blocks) {
            memory.free(block);
        }
        long left = residentPages();
        Memory.release(behind);
        // Half of it, as the rest of the process may grow meanwhile.
        assertThat(left).isLessThan(before + (full - before) / 2);
    }
}
