package org.ccalloc.tck.runner;

import java.io.IOException;
import java.io.Reader;
import java.time.Duration;

/** Reads what a child JVM prints, as fast as it comes, and keeps the end of it. */
final class OutputTail {

    private static final int MOST_CHARS = 2000;

    private final StringBuilder tail = new StringBuilder();
    private final Thread thread;

    /**
     * Starts to read.
     *
     * @param reader what is printed; read to its end
     */
    OutputTail(Reader reader) {
        thread = Thread.ofVirtual().start(() -> readAll(reader));
    }

    /**
     * The end of what was printed.
     *
     * @param patienceMillis how long to wait for more; what the child has started may go on printing after it
     * @return the last characters
     * @throws InterruptedException if the thread is interrupted
     */
    String text(long patienceMillis) throws InterruptedException {
        thread.join(Duration.ofMillis(patienceMillis));
        synchronized (tail) {
            return tail.toString();
        }
    }

    private void readAll(Reader reader) {
        char[] buffer = new char[4096];
        try (reader) {
            for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
                synchronized (tail) {
                    tail.append(buffer, 0, length);
                    tail.delete(0, Math.max(0, tail.length() - MOST_CHARS));
                }
            }
        } catch (IOException e) {
            // The child has been killed: what was read is all there is.
        }
    }
}
