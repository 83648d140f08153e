package org.ccalloc.examples.index;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.ccalloc.spi.CcAllocator;

/**
 * The threads of one run, and what they share.
 *
 * <pre>
 *              put                   take                   put                     take
 * readers ---- window, toRetire ---- retirers ------------- toReclaim ------------- reclaimers
 * allocate                           unlink, stamp                                  wait for the epoch, free
 * </pre>
 *
 * <p>The queues are bounded: whoever is faster waits. The first failure in any thread ends all; what is left in window
 * and queues then goes the same way, on the thread that started the run, so that a run that fails leaves no memory
 * behind either.
 */
final class IndexRun {

    private static final int QUEUE_CAPACITY = 64;
    private static final Duration TICK = Duration.ofMillis(100);

    private final List<Document> documents;
    private final IndexSettings settings;
    private final ProgressListener progress;

    private final AtomicInteger nextDocument = new AtomicInteger();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder postingsChecked = new LongAdder();
    private final LongAdder retiredBlocks = new LongAdder();

    private final WordIndex index = new WordIndex();
    private final Window window;
    private final Channel<Retirable> toRetire = new Channel<>(QUEUE_CAPACITY);
    private final Channel<Retirable.Retired> toReclaim = new Channel<>(QUEUE_CAPACITY);

    private final CountingCcAllocator allocator; // the starting thread's
    private final Epochs epochs;
    private final Failure failure = new Failure(this::endAll);
    private final Crew readers;
    private final Crew retirers;
    private final Crew reclaimers;

    /**
     * Prepares the threads.
     *
     * @throws OutOfMemoryError if there is no memory for the epochs
     */
    IndexRun(List<Document> documents, IndexSettings settings, CcAllocator allocator, ProgressListener progress) {
        this.documents = documents;
        this.settings = settings;
        this.progress = progress;
        this.window = new Window(settings.windowDocuments());
        this.allocator = new CountingCcAllocator(allocator);
        this.epochs = new Epochs(this.allocator, settings.readers());
        this.readers = new Crew(
                "reader", settings.readers(), allocator, i -> new IndexingTask(this, epochs.guard(i)), failure);
        this.retirers = new Crew(
                "retirer",
                settings.retirers(),
                allocator,
                _ -> new RetiringTask(toRetire, toReclaim, epochs, retiredBlocks),
                failure);
        this.reclaimers = new Crew(
                "reclaimer", settings.reclaimers(), allocator, _ -> new ReclaimingTask(toReclaim, epochs), failure);
    }

    /**
     * Does it all, and leaves no memory behind, failed or not.
     *
     * @return the word counts
     */
    WordIndex.WordTotals execute() throws IOException, InterruptedException {
        Optional<WordIndex.WordTotals> totals = Optional.empty();
        try {
            reclaimers.start();
            retirers.start();
            readers.start();
            totals = readAndRetireAll();
        } catch (Throwable thrown) { // whatever it is, the threads must end
            failure.report(thrown);
        } finally {
            toRetire.close();
            readers.join();
            retirers.join();
            toReclaim.close();
            reclaimers.join();
            freeWhatIsLeft();
        }
        failure.rethrow();
        return totals.orElseThrow();
    }

    private Optional<WordIndex.WordTotals> readAndRetireAll() throws InterruptedException {
        while (!readers.awaitEnd(TICK)) {
            progress.progressed(bytesRead.sum());
        }
        progress.progressed(bytesRead.sum());
        window.drain().forEach(toRetire::put);
        awaitRetired();
        if (failure.happened()) {
            return Optional.empty();
        }
        var totals = index.totals(settings.mostFrequentWords());
        index.stripes().forEach(toRetire::put);
        awaitRetired();
        return Optional.of(totals);
    }

    private void awaitRetired() throws InterruptedException {
        while (!toRetire.awaitDone(TICK)) {
            progress.progressed(bytesRead.sum());
        }
    }

    private void endAll() {
        toRetire.abort();
        toReclaim.abort();
        readers.interrupt();
        retirers.interrupt();
        reclaimers.interrupt();
    }

    /** Nothing, if all went well. If memory was found corrupt, it is not touched: freeing it might end the JVM. */
    private void freeWhatIsLeft() {
        if (failure.isCorruption()) {
            return;
        }
        List<Retirable> linked = new ArrayList<>(window.drain());
        linked.addAll(toRetire.drain());
        for (Retirable retirable : linked) {
            retirable.unlink();
            retirable.free(allocator);
        }
        toReclaim.drain().forEach(retired -> retired.what().free(allocator));
        for (Stripe stripe : index.stripes()) {
            stripe.unlink();
            stripe.free(allocator);
        }
        epochs.close();
    }

    // ------------------------------------------------------------------------------------------ for readers

    /** The next document to read; empty when there is none, or something failed. */
    Optional<Document> nextDocument() {
        int next = nextDocument.getAndIncrement();
        return next >= documents.size() || failure.happened() ? Optional.empty() : Optional.of(documents.get(next));
    }

    WordIndex index() {
        return index;
    }

    Window window() {
        return window;
    }

    Channel<Retirable> toRetire() {
        return toRetire;
    }

    LongAdder bytesRead() {
        return bytesRead;
    }

    LongAdder postingsChecked() {
        return postingsChecked;
    }

    // ------------------------------------------------------------------------------------- after the end

    long retiredBlockCount() {
        return retiredBlocks.sum();
    }

    Map<Role, OperationCounts> operations() {
        var operations = new EnumMap<Role, OperationCounts>(Role.class);
        operations.put(Role.READER, readers.counts());
        operations.put(Role.RETIRER, retirers.counts());
        operations.put(Role.RECLAIMER, reclaimers.counts());
        operations.put(Role.MAIN, allocator.counts());
        return operations;
    }
}
