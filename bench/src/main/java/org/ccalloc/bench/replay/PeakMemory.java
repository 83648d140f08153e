package org.ccalloc.bench.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most resident memory that this process has had since a moment, as Linux knows it. */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    /** See proc(5): writing 5 sets the peak to what is resident now. */
    private static final Path RESET = Path.of("/proc/self/clear_refs");

    private PeakMemory() {}

    /**
     * Begins anew.
     *
     * @return what is resident now, in bytes
     * @throws IOException if the system does not tell
     */
    public static long reset() throws IOException {
        Files.write(RESET, "5".getBytes(StandardCharsets.US_ASCII));
        return read("VmRSS:");
    }

    /**
     * The most since then.
     *
     * @return bytes
     * @throws IOException if the system does not tell
     */
    public static long peak() throws IOException {
        return read("VmHWM:");
    }

    private static long read(String name) throws IOException {
        for (String line : Files.readAllLines(STATUS, StandardCharsets.US_ASCII)) {
            if (line.startsWith(name)) {
                return 1024
                        * Long.parseLong(
                                line.substring(name.length()).replace("kB", "").strip());
            }
        }
        throw new IOException(STATUS + " has no " + name);
    }
}
