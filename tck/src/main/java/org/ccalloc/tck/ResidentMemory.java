package org.ccalloc.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of the process is in memory, as Linux tells: {@code VmRSS} of proc(5); and how many addresses it has, {@code VmSize}. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Skips the test, by name, where this cannot be read. */
    static void assumeReadable() {
        assumeTrue(Files.isReadable(STATUS), () -> "resident memory: " + STATUS + " cannot be read here");
    }

    static long byteSize() {
        return line("VmRSS:");
    }

    /**
     * The addresses that the process has taken, in memory or not.
     *
     * @return bytes
     */
    static long addressSpaceByteSize() {
        return line("VmSize:");
    }

    private static long line(String name) {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
