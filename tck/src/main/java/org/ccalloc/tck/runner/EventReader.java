package org.ccalloc.tck.runner;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads an {@link EventLog} while it grows. */
final class EventReader implements Closeable {

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[8192];

    EventReader(Path file) throws IOException {
        in = new FileInputStream(file.toFile());
    }

    /**
     * Reads on.
     *
     * @return the events that were written, in full, since the last call; perhaps none
     * @throws IOException if the file cannot be read
     */
    List<Event> next() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    events.add(Event.parse(line.toString(StandardCharsets.UTF_8)));
                    line.reset();
                } else {
                    line.write(buffer[i]);
                }
            }
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
