package org.ccalloc.bench.replay;

import java.util.Locale;

/** What becomes of the threads of a trace. */
public enum ReplayThreads {

    /** One thread does all, in the order of the trace: the same in every run. */
    FOLD,

    /** Each has a thread of its own. They run freely, except that what is done to one block keeps its order. */
    KEEP;

    /**
     * Its name on the command line.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
