package org.ccalloc.examples.index;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.ccalloc.spi.CcAllocator;

/**
 * The words of one part of all hashes. Looking up takes no lock; all changes do.
 *
 * <p>A lookup without the lock may be in a table that was replaced a moment ago and miss a word that is in the new one.
 * A hit is therefore always right, and a miss is asked again under the lock before a word is added.
 *
 * <pre>
 * field       read by             written by                   guard
 * table       anybody: volatile   intern, unlink: volatile     lock for writing
 * wordCount   intern: plain       intern: plain                lock
 * </pre>
 */
final class Stripe implements Retirable {

    private final ReentrantLock lock = new ReentrantLock();

    /** The bucket table; 0 before the first word and after the last. */
    private volatile long table;

    private long wordCount;

    /** What {@link #unlink} took away for {@link #free}; handed over with this object. */
    private long unlinkedTable;

    /**
     * Looks a word up without a lock, inside a guard.
     *
     * @return the word, or 0 if it is not there, or came a moment ago
     */
    long find(long text, long byteLength, long hash) {
        long seen = table;
        return seen == 0 ? 0 : BucketTable.find(seen, text, byteLength, hash);
    }

    /**
     * Finds a word or adds it.
     *
     * @param allocator where a new word comes from
     * @param replaced receives a table that had to make room for a larger one, for the caller to retire
     * @return the word
     * @throws OutOfMemoryError if the memory cannot be had; the word is then not there
     */
    long intern(CcAllocator allocator, long text, long byteLength, long hash, List<Retirable> replaced) {
        lock.lock();
        try {
            long current = table;
            if (current == 0) {
                current = BucketTable.create(allocator, BucketTable.FIRST_CAPACITY);
                table = current;
            }
            long word = BucketTable.find(current, text, byteLength, hash);
            if (word != 0) {
                return word;
            }
            if (BucketTable.isFull(current, wordCount + 1)) {
                long larger = BucketTable.doubled(allocator, current);
                replaced.add(new ReplacedTable(current));
                current = larger;
                table = current;
            }
            word = WordNode.create(allocator, text, byteLength, hash);
            BucketTable.put(current, word, hash);
            wordCount++;
            return word;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a posting into the list of its word, which is one of this stripe's. */
    void link(long posting) {
        lock.lock();
        try {
            Posting.link(posting);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a posting out of the list of its word, and counts it there. */
    void unlink(long posting) {
        lock.lock();
        try {
            Posting.unlink(posting);
        } finally {
            lock.unlock();
        }
    }

    /** Shows every word; nobody may be changing anything. */
    void forEachWord(LongConsumer consumer) {
        forEachWord(table, consumer);
    }

    /** Retires this stripe as a whole: the table and all words. */
    @Override
    public long unlink() {
        lock.lock();
        try {
            unlinkedTable = table;
            table = 0;
            return unlinkedTable == 0 ? 0 : 1 + wordCount * WordNode.blockCount();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void free(CcAllocator allocator) {
        if (unlinkedTable != 0) {
            forEachWord(unlinkedTable, word -> WordNode.free(allocator, word));
            BucketTable.free(allocator, unlinkedTable);
            unlinkedTable = 0;
        }
    }

    private static void forEachWord(long table, LongConsumer consumer) {
        if (table == 0) {
            return;
        }
        for (long i = 0; i < BucketTable.capacity(table); i++) {
            long word = BucketTable.word(table, i);
            if (word != 0) {
                consumer.accept(word);
            }
        }
    }

    /**
     * A table that made room for a larger one. Nobody can find it any more, but readers may be inside.
     *
     * @param address the table
     */
    private record ReplacedTable(long address) implements Retirable {

        @Override
        public long unlink() {
            return 1;
        }

        @Override
        public void free(CcAllocator allocator) {
            BucketTable.free(allocator, address);
        }
    }
}
