package org.ccalloc.mock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a journal. Guarded by the lock of the {@link BlockTable}. */
final class JournalRecorder {

    private final List<JournalEntry> entries = new ArrayList<>();
    private final Map<Long, Integer> threads = new HashMap<>();

    void add(
            Operation operation,
            long blockOffset,
            long byteSize,
            long byteAlignment,
            long resultOffset,
            JournalEntry.Outcome outcome) {
        // By order of appearance: names and ids of threads are not the same in every run.
        int thread = threads.computeIfAbsent(Thread.currentThread().threadId(), _ -> threads.size() + 1);
        entries.add(new JournalEntry(
                entries.size() + 1, thread, operation, blockOffset, byteSize, byteAlignment, resultOffset, outcome));
    }

    MockJournal journal() {
        return new MockJournal(entries);
    }
}
