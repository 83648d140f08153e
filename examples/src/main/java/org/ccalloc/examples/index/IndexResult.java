package org.ccalloc.examples.index;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ccalloc.spi.CcAllocSnapshot;

/**
 * What a run of the demo did.
 *
 * @param documentCount documents indexed
 * @param byteCount bytes of text read
 * @param wordCount words read
 * @param distinctWordCount different words
 * @param mostFrequentWords the most frequent, the most frequent first
 * @param elapsed from the start of the first thread until everything was freed
 * @param operations what the threads of each role did with the allocator
 * @param retiredBlockCount blocks that retirers took out of the index
 * @param postingsCheckedCount postings that readers read without a lock and checked
 * @param statistics what the allocator itself counted in that time; empty if it keeps no statistics
 * @param residentAtStart before the first thread was started; empty where it is not known
 * @param residentAtEnd after everything was freed, and the allocator was asked to give unused memory back
 */
public record IndexResult(
        int documentCount,
        long byteCount,
        long wordCount,
        long distinctWordCount,
        List<WordCount> mostFrequentWords,
        Duration elapsed,
        Map<Role, OperationCounts> operations,
        long retiredBlockCount,
        long postingsCheckedCount,
        Optional<CcAllocSnapshot> statistics,
        Optional<ResidentMemory> residentAtStart,
        Optional<ResidentMemory> residentAtEnd) {

    /**
     * Keeps copies of the collections.
     *
     * @param documentCount documents indexed
     * @param byteCount bytes of text read
     * @param wordCount words read
     * @param distinctWordCount different words
     * @param mostFrequentWords the most frequent
     * @param elapsed how long it took
     * @param operations what the threads of each role did
     * @param retiredBlockCount blocks taken out of the index
     * @param postingsCheckedCount postings checked
     * @param statistics what the allocator counted
     * @param residentAtStart memory before
     * @param residentAtEnd memory after
     */
    public IndexResult {
        mostFrequentWords = List.copyOf(mostFrequentWords);
        operations = Map.copyOf(operations);
    }

    /**
     * What the threads of one role did.
     *
     * @param role the role
     * @return their counts
     */
    public OperationCounts operationsOf(Role role) {
        return operations.getOrDefault(role, OperationCounts.NONE);
    }

    /**
     * All operations together.
     *
     * @return their counts
     */
    public OperationCounts allOperations() {
        return operations.values().stream().reduce(OperationCounts.NONE, OperationCounts::plus);
    }

    /**
     * Blocks that were allocated by one thread and freed by another: all that reclaimers freed, since they allocate
     * nothing.
     *
     * @return blocks
     */
    public long blocksFreedElsewhere() {
        return operationsOf(Role.RECLAIMER).freeCount();
    }

    /**
     * Blocks that were allocated and not freed, by the threads' own count.
     *
     * @return 0 if all is well
     */
    public long blocksLeft() {
        OperationCounts all = allOperations();
        return all.blocksTaken() - all.freeCount();
    }

    /**
     * Whether every block came back, by the threads' own count and by the allocator's statistics.
     *
     * @return false if one did not
     */
    public boolean everythingCameBack() {
        return blocksLeft() == 0
                && statistics
                        .map(counted -> counted.currentAllocated() == 0 && counted.allocCount() == counted.freeCount())
                        .orElse(true);
    }
}
