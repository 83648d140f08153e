package org.ccalloc.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a trace has in it.
 *
 * @param header what it says of itself
 * @param totals what it says at its end
 * @param operations how often each operation occurs
 * @param remoteFrees how many blocks another thread gave back than the one that allocated them
 * @param sizes how many blocks were asked for with a size from a power of two up to the next, by that power; resizes are not
 *     counted
 */
public record TraceSummary(
        TraceHeader header,
        TraceTotals totals,
        Map<TraceOperation, Long> operations,
        long remoteFrees,
        SortedMap<Long, Long> sizes) {

    /**
     * Keeps copies.
     *
     * @param header what it says of itself
     * @param totals what it says at its end
     * @param operations how often each operation occurs
     * @param remoteFrees how many blocks another thread gave back than the one that allocated them
     * @param sizes how many blocks were asked for, by size
     */
    public TraceSummary {
        operations = Collections.unmodifiableMap(new EnumMap<>(operations));
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
    }

    /**
     * Reads all of a trace.
     *
     * @param file the trace
     * @return what is in it
     * @throws TraceFormatException if it is damaged or truncated
     * @throws IOException if it cannot be read
     */
    public static TraceSummary of(Path file) throws IOException {
        try (TraceReader reader = TraceReader.open(file)) {
            return of(reader);
        } catch (TraceFormatException e) {
            throw e.in(file);
        }
    }

    /**
     * Reads the rest of a trace.
     *
     * @param reader at the start of the trace
     * @return what is in it
     * @throws TraceFormatException if it is damaged or truncated
     * @throws IOException if it cannot be read
     */
    public static TraceSummary of(TraceReader reader) throws IOException {
        Map<TraceOperation, Long> operations = new EnumMap<>(TraceOperation.class);
        SortedMap<Long, Long> sizes = new TreeMap<>();
        int[] allocatedBy = new int[1024];
        long remoteFrees = 0;
        while (reader.next()) {
            TraceOperation operation = reader.operation();
            operations.merge(operation, 1L, Long::sum);
            if (operation.isRequest()) {
                sizes.merge(Long.highestOneBit(reader.byteSize()), 1L, Long::sum);
                if (reader.block() >= allocatedBy.length) {
                    allocatedBy = Arrays.copyOf(allocatedBy, 2 * reader.block());
                }
                allocatedBy[reader.block()] = reader.thread();
            } else if (operation.isFree() && allocatedBy[reader.block()] != reader.thread()) {
                remoteFrees++;
            }
        }
        return new TraceSummary(reader.header(), reader.totals(), operations, remoteFrees, sizes);
    }

    /**
     * How often an operation occurs.
     *
     * @param operation which
     * @return the count
     */
    public long count(TraceOperation operation) {
        return operations.getOrDefault(operation, 0L);
    }
}
