package org.ccalloc.examples.index;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocSnapshot;
import org.ccalloc.spi.CcAllocator;

/**
 * An index over real text, off the heap, by many threads: every table, word, posting and document is a block of a {@link
 * CcAllocator}, allocated by one thread, taken out of the index by a second and freed by a third, while others read it
 * without locks.
 *
 * <p>The index holds the postings of a window of recent documents; the words, and how often each occurred, stay until
 * the end. Then everything is freed, and the allocator's statistics must say so.
 */
public final class IndexDemo {

    private IndexDemo() {}

    /**
     * Runs the demo; returns when all threads have ended and all memory was given back.
     *
     * <p>Switches the allocator's statistics on while it runs. They cover whoever else uses the allocator meanwhile.
     *
     * @param text what to index; stays open
     * @param settings how
     * @param allocator where all memory comes from
     * @param progress hears how far it has come
     * @return what was done
     * @throws IOException if the text cannot be read
     * @throws InterruptedException if this thread was interrupted; the others have ended then, too
     * @throws OutOfMemoryError if the allocator has no memory; what there was has been given back then
     * @throws CorruptIndexException if a reader found freed memory
     */
    public static IndexResult run(Text text, IndexSettings settings, CcAllocator allocator, ProgressListener progress)
            throws IOException, InterruptedException {
        boolean hasStatistics = allocator.capabilities().contains(Capability.STATISTICS);
        boolean wereEnabled = allocator.statsEnabled();
        if (hasStatistics) {
            allocator.statsEnable(true);
        }
        try {
            Optional<ResidentMemory> residentAtStart = ResidentMemory.now();
            CcAllocSnapshot before = allocator.statsSnapshot();
            long startNanos = System.nanoTime();
            var run = new IndexRun(text.documents(), settings, allocator, progress);
            var totals = run.execute();
            Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
            CcAllocSnapshot counted = allocator.statsSnapshot().minus(before);
            allocator.trim();
            return new IndexResult(
                    text.documents().size(),
                    run.bytesRead().sum(),
                    totals.occurrences(),
                    totals.distinct(),
                    totals.mostFrequent(),
                    elapsed,
                    run.operations(),
                    run.retiredBlockCount(),
                    run.postingsChecked().sum(),
                    hasStatistics ? Optional.of(counted) : Optional.empty(),
                    residentAtStart,
                    ResidentMemory.now());
        } finally {
            if (hasStatistics) {
                allocator.statsEnable(wereEnabled);
            }
        }
    }
}
