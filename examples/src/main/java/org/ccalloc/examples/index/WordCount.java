package org.ccalloc.examples.index;

/**
 * A word and how often it occurs.
 *
 * @param word the word; what is not UTF-8 is replaced
 * @param occurrences how often in all documents
 * @param documents in how many documents
 */
public record WordCount(String word, long occurrences, long documents) {}
