package org.ccalloc.trace;

import java.util.BitSet;

/** The threads that have begun and not ended at one point of a trace. */
final class LiveThreads {

    private final BitSet live = new BitSet();
    private int begun;

    /** The next thread begins; tells its number. */
    int begin() {
        live.set(begun);
        return begun++;
    }

    void end(int thread) {
        live.clear(thread);
    }

    boolean isLive(long thread) {
        return thread >= 0 && thread < begun && live.get((int) thread);
    }

    /** How many have begun so far. */
    int begun() {
        return begun;
    }
}
