package org.ccalloc.examples.index;

/**
 * How to run the demo.
 *
 * @param readers threads that read text and index it: they allocate
 * @param retirers threads that take old documents out of the index
 * @param reclaimers threads that free what was taken out
 * @param windowDocuments how many documents the index holds before the oldest has to leave
 * @param mostFrequentWords how many words to list
 */
public record IndexSettings(int readers, int retirers, int reclaimers, int windowDocuments, int mostFrequentWords) {

    /** The most threads of one kind. */
    public static final int MAX_THREADS = 256;

    private static final int WINDOW_DOCUMENTS = 1024;
    private static final int MOST_FREQUENT_WORDS = 20;

    /**
     * Checks the ranges.
     *
     * @param readers 1 to {@value #MAX_THREADS}
     * @param retirers 1 to {@value #MAX_THREADS}
     * @param reclaimers 1 to {@value #MAX_THREADS}
     * @param windowDocuments 0 or more
     * @param mostFrequentWords 0 or more
     * @throws IllegalArgumentException naming the one that is out of its range
     */
    public IndexSettings {
        check("readers", readers, 1, MAX_THREADS);
        check("retirers", retirers, 1, MAX_THREADS);
        check("reclaimers", reclaimers, 1, MAX_THREADS);
        check("windowDocuments", windowDocuments, 0, Integer.MAX_VALUE);
        check("mostFrequentWords", mostFrequentWords, 0, Integer.MAX_VALUE);
    }

    /**
     * What suits a machine.
     *
     * @param processors how many it has
     * @return the settings
     */
    public static IndexSettings forProcessors(int processors) {
        int readers = Math.clamp(processors, 2, 16);
        int others = Math.ceilDiv(readers, 4);
        return new IndexSettings(readers, others, others, WINDOW_DOCUMENTS, MOST_FREQUENT_WORDS);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("settings: " + name + "=" + value + " (expected " + least
                    + (most == Integer.MAX_VALUE ? " or more)" : " to " + most + ")"));
        }
    }
}
