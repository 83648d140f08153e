package org.ccalloc.examples.index;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.ccalloc.spi.CcAllocator;

/**
 * What a reader does: takes the next document, adds its words to the index, and puts it into the window. What has to
 * leave, it hands to the retirers, and only outside its guard, since it may have to wait there.
 */
final class IndexingTask implements Crew.Task {

    /** One word in so many is checked, with all of its postings. */
    private static final int WORDS_PER_CHECK = 1 << 10;

    private final IndexRun run;
    private final Epochs.Guard guard;
    private final List<Retirable> replaced = new ArrayList<>();
    private int wordsUntilCheck = WORDS_PER_CHECK;
    private final FoundPostings found = new FoundPostings();

    IndexingTask(IndexRun run, Epochs.Guard guard) {
        this.run = run;
        this.guard = guard;
    }

    @Override
    public void run(CcAllocator allocator) throws IOException {
        for (var next = run.nextDocument(); next.isPresent(); next = run.nextDocument()) {
            index(next.get(), allocator);
        }
        run.postingsChecked().add(found.checked());
    }

    private void index(Document document, CcAllocator allocator) throws IOException {
        var entries = new DocumentRecord(run.index());
        try (InputStream stream = document.opening().open();
                var scanner = new WordScanner(allocator, stream);
                var words = new DocumentWords(allocator)) {
            for (int read = scanner.nextPiece(); read >= 0; read = scanner.nextPiece()) {
                guard.enter();
                try {
                    while (scanner.nextWord()) {
                        count(scanner, words, entries, allocator);
                    }
                    found.checkAgain();
                } finally {
                    guard.exit();
                }
                run.bytesRead().add(read);
            }
        } finally {
            // Also what was begun and not finished, so that whoever cleans up finds it.
            replaced.forEach(run.toRetire()::put);
            replaced.clear();
            run.window().add(entries).ifPresent(run.toRetire()::put);
        }
    }

    /** Whatever fails here fails before anything is linked that is not in the document's entries. */
    private void count(WordScanner scanner, DocumentWords words, DocumentRecord entries, CcAllocator allocator) {
        long word = run.index()
                .intern(allocator, scanner.wordAddress(), scanner.wordByteLength(), scanner.wordHash(), replaced);
        long posting = words.find(word);
        if (posting != 0) {
            Posting.addOccurrence(posting);
        } else {
            words.reserve();
            entries.reserve(allocator);
            posting = Posting.create(allocator, word);
            run.index().link(posting);
            words.put(word, posting);
            entries.add(posting);
        }
        if (--wordsUntilCheck == 0) {
            wordsUntilCheck = WORDS_PER_CHECK;
            run.index().check(word, found);
        }
    }
}
