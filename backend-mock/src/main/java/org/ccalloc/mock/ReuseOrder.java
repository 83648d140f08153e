package org.ccalloc.mock;

/** When and in which order the memory of freed blocks serves later requests. */
public sealed interface ReuseOrder {

    /**
     * A first-in-first-out quarantine of 256 KiB: late enough to notice writes after a free, soon enough for long tests.
     */
    ReuseOrder DEFAULT = new Quarantine(256 << 10);

    /**
     * Freed blocks wait in the order of their frees until those freed after them take more than so many bytes. The one
     * freed last always waits.
     *
     * @param byteSize of the freed blocks that wait, with their redzones; 0 or more
     */
    record Quarantine(long byteSize) implements ReuseOrder {

        /** Checks the size. */
        public Quarantine {
            if (byteSize < 0) {
                throw new IllegalArgumentException("quarantine: byteSize=" + byteSize + " (expected 0 or more)");
            }
        }
    }

    /** No memory is used twice, until the capacity is used up. */
    record Never() implements ReuseOrder {}

    /** The block freed last is handed out first, which makes a use after a free hit somebody else's content. */
    record LastFreedFirst() implements ReuseOrder {}

    /**
     * Any freed block of a fitting size, the same ones in every run with the same seed.
     *
     * @param seed of the choice
     */
    record Random(long seed) implements ReuseOrder {}
}
