package org.ccalloc.mock.assertj;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractAssert;
import org.ccalloc.mock.JournalEntry;
import org.ccalloc.mock.MockJournal;

/** Assertions on a journal. */
public final class MockJournalAssert extends AbstractAssert<MockJournalAssert, MockJournal> {

    MockJournalAssert(MockJournal journal) {
        super(journal, MockJournalAssert.class);
    }

    /**
     * The journal is that of a file, which was written with {@link MockJournal#toString}.
     *
     * @param file the golden file
     * @return this
     */
    public MockJournalAssert matchesFile(Path file) {
        try {
            return matches(MockJournal.parse(Files.readString(file)), "of " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MockJournalAssert matches(MockJournal golden, String which) {
        int common = Math.min(actual.entries().size(), golden.entries().size());
        for (int i = 0; i < common; i++) {
            JournalEntry entry = actual.entries().get(i);
            JournalEntry expected = golden.entries().get(i);
            if (!entry.equals(expected)) {
                failWithMessage("journal: entry=%s (expected %s, %s)", entry, expected, which);
            }
        }
        if (actual.entries().size() != golden.entries().size()) {
            failWithMessage(
                    "journal: entries=%d (expected %d, %s)",
                    actual.entries().size(), golden.entries().size(), which);
        }
        return this;
    }
}
