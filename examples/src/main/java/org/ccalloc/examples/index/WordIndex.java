package org.ccalloc.examples.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.ccalloc.spi.CcAllocator;

/**
 * An index of words off the heap: bucket tables of words, each with a list of postings, one for each document of the
 * window that it occurs in.
 *
 * <p><strong>Who does what.</strong> Readers look words up and follow lists without a lock, inside a {@linkplain
 * Epochs.Guard guard}; what changes is changed under the lock of the word's {@link Stripe}, and published by a release
 * write. What leaves is unlinked, and freed when the epoch has passed: see {@link Retirable} and {@link Epochs}. Under
 * the lock no guard is needed, since nothing that is linked is ever freed.
 */
final class WordIndex {

    private static final int STRIPE_BITS = 6;

    private final Stripe[] stripes =
            Stream.generate(Stripe::new).limit(1 << STRIPE_BITS).toArray(Stripe[]::new);

    /**
     * Finds a word or adds it; inside a guard.
     *
     * @param allocator where a new word comes from
     * @param text its bytes
     * @param byteLength how many, 1 or more
     * @param hash their {@link WordHash}
     * @param replaced receives tables for the caller to retire, once outside the guard
     * @return the word, which stays until the index goes
     * @throws OutOfMemoryError if the memory cannot be had
     */
    long intern(CcAllocator allocator, long text, long byteLength, long hash, List<Retirable> replaced) {
        Stripe stripe = stripeOf(hash);
        long word = stripe.find(text, byteLength, hash);
        return word != 0 ? word : stripe.intern(allocator, text, byteLength, hash, replaced);
    }

    /** Puts a posting into the list of its word. */
    void link(long posting) {
        stripeOf(WordNode.hash(Posting.word(posting))).link(posting);
    }

    /** Takes a posting out of the list of its word, and counts its occurrences there. */
    void unlink(long posting) {
        stripeOf(WordNode.hash(Posting.word(posting))).unlink(posting);
    }

    /**
     * Reads a word and its postings without a lock, inside a guard, and checks that they are what they must be.
     *
     * @param word a word
     * @param found receives the postings, to be checked again before the guard is left
     * @throws CorruptIndexException if they are not
     */
    void check(long word, FoundPostings found) {
        checkBytes(word);
        long posting = WordNode.postingsAcquire(word);
        while (posting != 0) {
            found.add(posting, word);
            posting = Posting.nextAcquire(posting);
        }
    }

    private static void checkBytes(long word) {
        if (WordHash.of(WordNode.bytes(word), WordNode.byteLength(word)) != WordNode.hash(word)) {
            throw new CorruptIndexException("word", word, "bytes of its hash");
        }
    }

    /**
     * The parts of the index, to be retired when all documents have been.
     *
     * @return all stripes
     */
    List<Stripe> stripes() {
        return List.of(stripes);
    }

    /**
     * Counts words; when all documents have left and nobody changes anything.
     *
     * @param limit how many of the most frequent to list
     * @return the counts
     * @throws CorruptIndexException if a word is not what it must be
     */
    WordTotals totals(int limit) {
        Comparator<Long> byBytes = WordNode::compareBytes;
        // The least frequent first, to drop; of equally frequent ones, the one that comes last.
        var mostFrequent = new PriorityQueue<>(
                Comparator.<Long>comparingLong(WordNode::occurrences).thenComparing(byBytes.reversed()));
        long[] sums = new long[2];
        for (Stripe stripe : stripes) {
            stripe.forEachWord(word -> {
                checkBytes(word);
                if (WordNode.postingsAcquire(word) != 0) {
                    throw new CorruptIndexException("word", word, "no posting, since all documents have left");
                }
                sums[0]++;
                sums[1] += WordNode.occurrences(word);
                mostFrequent.add(word);
                if (mostFrequent.size() > limit) {
                    mostFrequent.remove();
                }
            });
        }
        var words = new ArrayList<WordCount>();
        while (!mostFrequent.isEmpty()) {
            long word = mostFrequent.remove();
            words.add(new WordCount(WordNode.text(word), WordNode.occurrences(word), WordNode.documents(word)));
        }
        return new WordTotals(sums[0], sums[1], words.reversed());
    }

    private Stripe stripeOf(long hash) {
        return stripes[(int) (hash >>> (Long.SIZE - STRIPE_BITS))];
    }

    /**
     * What was counted.
     *
     * @param distinct different words
     * @param occurrences all words
     * @param mostFrequent the most frequent, the most frequent first
     */
    record WordTotals(long distinct, long occurrences, List<WordCount> mostFrequent) {}
}
