package org.ccalloc.examples.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The documents whose postings are in the index: the most recent ones. Safe for use by many threads.
 */
final class Window {

    private final int capacity;
    private final ArrayDeque<DocumentRecord> documents = new ArrayDeque<>(); // guarded by this

    Window(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds a document.
     *
     * @return the oldest, which thereby has to leave; empty as long as there is room
     */
    synchronized Optional<DocumentRecord> add(DocumentRecord document) {
        documents.add(document);
        return documents.size() > capacity ? Optional.of(documents.remove()) : Optional.empty();
    }

    /** Takes all out. */
    synchronized List<DocumentRecord> drain() {
        List<DocumentRecord> all = new ArrayList<>(documents);
        documents.clear();
        return all;
    }
}
