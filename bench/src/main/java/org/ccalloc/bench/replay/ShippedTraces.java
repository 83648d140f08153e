package org.ccalloc.bench.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The traces of real programs that come with the benchmarks; {@code README.md} beside them says what they are. */
public final class ShippedTraces {

    /** Their names, in the order in which they are replayed. */
    public static final List<String> NAMES = List.of("sqlite", "perl", "cc1", "git", "python", "demo");

    private ShippedTraces() {}

    /**
     * Unpacks all of them and makes them ready.
     *
     * @param threads what becomes of their threads
     * @param directory where to put files
     * @return the traces
     * @throws IOException if a file cannot be written
     */
    public static List<ReplayedTrace> all(ReplayThreads threads, Path directory) throws IOException {
        List<ReplayedTrace> traces = new ArrayList<>();
        for (String name : NAMES) {
            Path file = directory.resolve(name + ".trace");
            try (InputStream bytes = ShippedTraces.class.getResourceAsStream("traces/" + name + ".trace")) {
                if (bytes == null) {
                    throw new IOException("trace " + name + " is missing from the jar of the benchmarks");
                }
                Files.copy(bytes, file);
            }
            traces.add(ReplayedTrace.of(file, threads, directory));
        }
        return traces;
    }
}
