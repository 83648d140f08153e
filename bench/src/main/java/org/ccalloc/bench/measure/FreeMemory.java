package org.ccalloc.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ccalloc.bench.child.ChildFailedException;

/**
 * How much memory a machine can give without swapping.
 *
 * @param byteSize how much
 */
record FreeMemory(long byteSize) {

    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /**
     * Looks.
     *
     * @return the memory; without a bound where the system does not tell
     */
    static FreeMemory ofThisMachine() {
        try {
            return Files.isReadable(MEMINFO) ? parse(Files.readString(MEMINFO)) : new FreeMemory(Long.MAX_VALUE);
        } catch (IOException e) {
            return new FreeMemory(Long.MAX_VALUE);
        }
    }

    /**
     * Reads what Linux tells.
     *
     * @param meminfo the text, with a line {@code MemAvailable:   12345 kB}
     * @return the memory
     */
    static FreeMemory parse(String meminfo) {
        return new FreeMemory(meminfo.lines()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(Long.MAX_VALUE));
    }

    /**
     * Refuses what would not fit.
     *
     * @param what in words
     * @param neededByteSize how much it needs
     * @throws ChildFailedException if there is less
     */
    void check(String what, long neededByteSize) throws ChildFailedException {
        if (neededByteSize > byteSize) {
            throw new ChildFailedException(what + ": memory=" + (neededByteSize >> 20) + " MiB (expected at most "
                    + (byteSize >> 20) + " MiB, which this machine has free)");
        }
    }
}
