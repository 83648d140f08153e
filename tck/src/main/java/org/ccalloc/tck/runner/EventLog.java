package org.ccalloc.tck.runner;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where a child JVM writes its events: a file of its own, with which nothing mixes that the allocator prints, and in which
 * every event stays that was written before a crash.
 */
final class EventLog implements Closeable {

    private final OutputStream out;

    /**
     * Opens the log.
     *
     * @param file the file, which may be there already
     * @throws IOException if it cannot be written
     */
    EventLog(Path file) throws IOException {
        out = new FileOutputStream(file.toFile(), true);
    }

    /**
     * Adds an event, all of it before this returns.
     *
     * @param event what happened
     */
    void add(Event event) {
        byte[] line = (event.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            try {
                out.write(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
