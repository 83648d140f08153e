package org.ccalloc.tck;

/**
 * Resident memory, cycle by cycle. In the second half of the cycles it may not be much more than it was at most in the
 * first: an allocator may take long to come to rest, but not for ever.
 */
final class Plateau {

    private static final long BYTE_SLACK = 64 * Samples.MIB;

    /** The JVM itself may grow meanwhile, but not each time. */
    private static final int ATTEMPTS = 3;

    private Plateau() {}

    /**
     * Fails if resident memory still grows in the second half of the cycles, every time. Skips the test, by name, where
     * resident memory cannot be read.
     *
     * @param cycles how many
     * @param cycle takes memory and gives all of it back
     */
    static void check(int cycles, Runnable cycle) {
        ResidentMemory.assumeReadable();
        String growth = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            growth = growth(cycles, cycle);
            if (growth.isEmpty()) {
                return;
            }
        }
        throw new AssertionError(growth);
    }

    private static String growth(int cycles, Runnable cycle) {
        long highestOfFirstHalf = 0;
        for (int i = 0; i < cycles; i++) {
            cycle.run();
            long resident = ResidentMemory.byteSize();
            if (i < cycles / 2) {
                highestOfFirstHalf = Math.max(highestOfFirstHalf, resident);
            } else if (resident > highestOfFirstHalf + BYTE_SLACK) {
                return "resident memory: bytes=" + resident + ", cycle=" + i + " of " + cycles + " (expected "
                        + BYTE_SLACK + " more at most than the " + highestOfFirstHalf
                        + " of the first half, everything having been freed)";
            }
        }
        return "";
    }
}
