package org.ccalloc.tck;

/**
 * Resident memory, cycle by cycle. In the second half of the cycles it may not be much more than it was at most in the
 * first: an allocator may take long to come to rest, but not for ever.
 */
final class Plateau {

    private static final long BYTE_SLACK = 64 * Samples.MIB;

    private final int cycles;
    private long highestOfFirstHalf;

    /**
     * Skips the test, by name, where resident memory cannot be read.
     *
     * @param cycles how many
     */
    Plateau(int cycles) {
        ResidentMemory.assumeReadable();
        this.cycles = cycles;
    }

    int cycles() {
        return cycles;
    }

    /**
     * Fails if resident memory still grows.
     *
     * @param cycle the one that has just ended
     */
    void check(int cycle) {
        long resident = ResidentMemory.byteSize();
        if (cycle < cycles / 2) {
            highestOfFirstHalf = Math.max(highestOfFirstHalf, resident);
        } else if (resident > highestOfFirstHalf + BYTE_SLACK) {
            throw new AssertionError("resident memory: bytes=" + resident + ", cycle=" + cycle + " of " + cycles
                    + " (expected " + BYTE_SLACK + " more at most than the " + highestOfFirstHalf
                    + " of the first half, everything having been freed)");
        }
    }
}
