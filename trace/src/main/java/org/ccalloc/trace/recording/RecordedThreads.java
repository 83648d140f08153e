package org.ccalloc.trace.recording;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import org.ccalloc.trace.TraceWriter;

/**
 * The numbers of the threads that were seen. Nobody tells that a thread has ended: that is looked up now and then, when twice
 * as many are known as were left the last time, so that the virtual threads of a long run are not all kept. The recording's
 * lock guards it.
 */
final class RecordedThreads {

    private static final int LEAST_TO_LOOK_AT = 64;

    private final TraceWriter writer;
    private final IdentityHashMap<Thread, Integer> numbers = new IdentityHashMap<>();
    private int enough = LEAST_TO_LOOK_AT;

    RecordedThreads(TraceWriter writer) {
        this.writer = writer;
    }

    int numberOfCurrent() throws IOException {
        Thread current = Thread.currentThread();
        Integer known = numbers.get(current);
        if (known != null) {
            return known;
        }
        if (numbers.size() >= enough) {
            endThoseThatHaveEnded();
            enough = Math.max(LEAST_TO_LOOK_AT, 2 * numbers.size());
        }
        int number = writer.beginThread();
        numbers.put(current, number);
        return number;
    }

    private void endThoseThatHaveEnded() throws IOException {
        Iterator<Map.Entry<Thread, Integer>> entries = numbers.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Thread, Integer> entry = entries.next();
            if (!entry.getKey().isAlive()) {
                writer.endThread(entry.getValue());
                entries.remove();
            }
        }
    }
}
