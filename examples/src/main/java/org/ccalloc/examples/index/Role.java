package org.ccalloc.examples.index;

/** What a thread of the demo does. */
public enum Role {
    /** Reads text, looks words up without a lock, and allocates all that the index consists of. */
    READER,
    /** Takes old documents out of the index. */
    RETIRER,
    /** Frees what was taken out, when no reader can be looking at it any more. */
    RECLAIMER,
    /** Starts and ends the others. */
    MAIN
}
