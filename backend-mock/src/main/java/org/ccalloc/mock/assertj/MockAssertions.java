package org.ccalloc.mock.assertj;

import org.ccalloc.mock.MockAllocator;
import org.ccalloc.mock.MockJournal;

/** Where assertions on a mock start. To be imported statically, beside AssertJ's own. */
public final class MockAssertions {

    private MockAssertions() {}

    /**
     * Starts assertions on a mock.
     *
     * @param mock the mock
     * @return assertions
     */
    public static MockAllocatorAssert assertThat(MockAllocator mock) {
        return new MockAllocatorAssert(mock);
    }

    /**
     * Starts assertions on a journal.
     *
     * @param journal the journal
     * @return assertions
     */
    public static MockJournalAssert assertThat(MockJournal journal) {
        return new MockJournalAssert(journal);
    }
}
