package org.ccalloc.examples.index;

/** A reader found in the index what cannot be there: memory was freed, or given to somebody else, while it was read. */
public final class CorruptIndexException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    CorruptIndexException(String what, long address, String expected) {
        super(what + ": address=0x" + Long.toHexString(address) + " (expected " + expected
                + "): it was freed or overwritten while it could still be read");
    }
}
