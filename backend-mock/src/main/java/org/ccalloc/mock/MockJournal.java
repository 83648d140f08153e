package org.ccalloc.mock;

import java.util.List;
import java.util.stream.Collectors;
import org.ccalloc.spi.CcAllocator;

/**
 * What a mock did, operation by operation: to compare with what it did before, to read, to replay. Requests for 0 bytes,
 * frees of address 0, usable sizes and what ended in an exception are not in it.
 *
 * @param entries in the order of the operations
 */
public record MockJournal(List<JournalEntry> entries) {

    /** Copies the list. */
    public MockJournal {
        entries = List.copyOf(entries);
    }

    /**
     * The journal as text, to be kept in a file: a line for each entry.
     *
     * @return lines, each with its end
     */
    @Override
    public String toString() {
        return entries.stream().map(entry -> entry + "\n").collect(Collectors.joining());
    }

    /**
     * Reads what {@link #toString} wrote; empty lines are passed over.
     *
     * @param text the lines
     * @return the journal
     * @throws IllegalArgumentException if a line is none of a journal
     */
    public static MockJournal parse(String text) {
        return new MockJournal(text.lines()
                .filter(line -> !line.isBlank())
                .map(JournalEntry::parse)
                .toList());
    }

    /**
     * The journal for other programs: a JSON array of objects, whose members are the components of {@link JournalEntry}.
     *
     * @return JSON
     */
    public String toJson() {
        return entries.stream().map(MockJournal::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    /** Nothing in it needs escaping: numbers and names of methods. */
    private static String json(JournalEntry entry) {
        return "{\"sequence\":" + entry.sequence() + ",\"thread\":" + entry.thread() + ",\"operation\":\""
                + entry.operation() + "\",\"blockOffset\":" + entry.blockOffset() + ",\"byteSize\":"
                + entry.byteSize() + ",\"byteAlignment\":" + entry.byteAlignment() + ",\"resultOffset\":"
                + entry.resultOffset() + ",\"outcome\":\"" + entry.outcome() + "\"}";
    }

    /**
     * Does the same with another allocator, on one thread, and checks that it comes to the same: requests that were granted
     * are granted, content survives reallocs, alignments are kept. Requests that a {@link FailureRule} let fail are left
     * out; whether a block is resized in place is each allocator's own affair. Blocks that the journal leaves live are
     * freed at the end.
     *
     * @param allocator any allocator
     * @throws AssertionError if a result is another one, naming the entry
     */
    public void replay(CcAllocator allocator) {
        new JournalReplay(allocator).run(entries);
    }
}
