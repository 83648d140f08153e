package org.ccalloc.tck;

/**
 * How much more resident memory may become while memory is taken and given back: several times what is live at a time,
 * since an allocator may keep what was freed for a while, and half of what one that never reuses would take.
 */
final class GrowthBound {

    private static final long BYTE_SLACK = 128 * Samples.MIB;
    private static final int LEAST_ROUNDS = 50;

    private final long liveByteSize;
    private final long byteLimit;
    private final long start;

    /**
     * A bound, from now on. Skips the test, by name, where resident memory cannot be read.
     *
     * @param liveByteSize what is live at a time
     * @param places how many places the allocator may keep that in
     */
    GrowthBound(long liveByteSize, int places) {
        ResidentMemory.assumeReadable();
        this.liveByteSize = liveByteSize;
        this.byteLimit = BYTE_SLACK + 4 * liveByteSize * places;
        this.start = ResidentMemory.byteSize();
    }

    long liveByteSize() {
        return liveByteSize;
    }

    /**
     * How often to take and give back.
     *
     * @return enough to pass the bound, were nothing reused
     */
    int rounds() {
        return Math.toIntExact(Math.max(LEAST_ROUNDS, 2 * byteLimit / liveByteSize));
    }

    /**
     * Fails if resident memory has grown too much.
     *
     * @param round how often memory has been taken and given back, for the message
     * @param byteSize in blocks of which size, for the message
     */
    void check(int round, long byteSize) {
        long growth = ResidentMemory.byteSize() - start;
        if (growth > byteLimit) {
            throw new AssertionError("resident memory: growth=" + growth + ", round=" + round + ", byteSize=" + byteSize
                    + " (expected growth of " + byteLimit + " or less, " + liveByteSize
                    + " or less being live at a time)");
        }
    }
}
