package org.ccalloc.examples.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.ForwardingCcAllocator;
import org.ccalloc.spi.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WordIndexTest {

    private final CcAllocator mimalloc = CcAllocators.named("mimalloc");
    private final CheckedCcAllocator allocator = new CheckedCcAllocator(mimalloc);
    private final WordIndex index = new WordIndex();
    private final List<Retirable> replaced = new ArrayList<>();
    private final Set<Long> toFree = new HashSet<>();

    /** What a reader meets that comes too late: freed memory, but nobody else has got it yet. */
    private final CcAllocator keeping = new ForwardingCcAllocator(mimalloc) {
        @Override
        public void free(long address, long byteSize) {
            toFree.add(address);
        }
    };

    @AfterEach
    void freeAll() {
        CcAllocator from = toFree.isEmpty() ? allocator : keeping;
        replaced.forEach(table -> table.free(from));
        for (Stripe stripe : index.stripes()) {
            stripe.unlink();
            stripe.free(from);
        }
        toFree.forEach(mimalloc::freeUnsized);
        assertThat(allocator.liveBlocks()).isZero();
    }

    @Test
    void findsAgainWhatItAddedWhileTablesGrow() {
        List<Long> words = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            words.add(intern(allocator, "word" + i));
        }
        assertThat(new HashSet<>(words)).hasSize(50_000);
        for (int i = 0; i < 50_000; i++) {
            assertThat(intern(allocator, "word" + i)).isEqualTo(words.get(i));
        }
        assertThat(replaced).isNotEmpty();
    }

    @Test
    void unlinksPostingsFromAnywhereInTheList() {
        long word = intern(allocator, "word");
        long[] postings = new long[5];
        for (int i = 0; i < postings.length; i++) {
            postings[i] = Posting.create(allocator, word);
            index.link(postings[i]);
        }
        assertThat(postingsOf(word)).isEqualTo(5);
        int left = 5;
        for (int i : new int[] {2, 0, 4, 1, 3}) {
            index.unlink(postings[i]);
            left--;
            assertThat(postingsOf(word)).isEqualTo(left);
            Posting.free(allocator, postings[i]);
        }
        assertThat(WordNode.documents(word)).isEqualTo(5);
        assertThat(WordNode.occurrences(word)).isEqualTo(5);
    }

    @Test
    void noticesAFreedPosting() {
        long word = intern(keeping, "word");
        long posting = Posting.create(keeping, word);
        index.link(posting);
        Posting.free(keeping, posting);
        assertThatThrownBy(() -> index.check(word, new FoundPostings()))
                .isInstanceOf(CorruptIndexException.class)
                .hasMessageContaining("posting: address=0x" + Long.toHexString(posting));
    }

    @Test
    void noticesWhenAPostingIsFreedAfterItWasFound() {
        long word = intern(keeping, "word");
        long posting = Posting.create(keeping, word);
        index.link(posting);
        var found = new FoundPostings();
        index.check(word, found);
        index.unlink(posting);
        found.checkAgain();
        index.check(word, found);
        assertThat(found.checked()).isOne();

        index.link(posting);
        index.check(word, found);
        index.unlink(posting);
        Posting.free(keeping, posting);
        assertThatThrownBy(found::checkAgain).isInstanceOf(CorruptIndexException.class);
    }

    @Test
    void noticesAFreedWord() {
        long word = intern(keeping, "word");
        WordNode.free(keeping, word);
        assertThatThrownBy(() -> index.check(word, new FoundPostings()))
                .isInstanceOf(CorruptIndexException.class)
                .hasMessageContaining("word: address=0x" + Long.toHexString(word));
    }

    @Test
    void noticesAFreedTable() {
        long table = BucketTable.create(keeping, BucketTable.FIRST_CAPACITY);
        assertThat(BucketTable.find(table, 0, 0, 0)).isZero();
        BucketTable.free(keeping, table);
        assertThatThrownBy(() -> BucketTable.find(table, 0, 0, 0))
                .isInstanceOf(CorruptIndexException.class)
                .hasMessageContaining("bucket table");
    }

    private long postingsOf(long word) {
        var found = new FoundPostings();
        index.check(word, found);
        found.checkAgain();
        return found.checked();
    }

    private long intern(CcAllocator from, String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        long text = mimalloc.allocOrThrow(bytes.length);
        RawMemory.copyFromArray(bytes, 0, text, bytes.length);
        long node = index.intern(from, text, bytes.length, WordHash.of(text, bytes.length), replaced);
        mimalloc.free(text, bytes.length);
        return node;
    }
}
