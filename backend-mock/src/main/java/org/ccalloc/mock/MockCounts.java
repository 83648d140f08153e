package org.ccalloc.mock;

/**
 * What a mock has done so far. A realloc or a successful resize counts as one allocation and one free, as in the
 * statistics [C09].
 *
 * @param requestCount requests for memory, those included that failed
 * @param failedCount requests that failed
 * @param allocCount blocks that were handed out
 * @param freeCount blocks that were given back
 * @param liveByteSize what the live blocks were asked for with, in total
 * @param peakByteSize the most that {@code liveByteSize} has been
 */
public record MockCounts(
        long requestCount, long failedCount, long allocCount, long freeCount, long liveByteSize, long peakByteSize) {

    /**
     * Blocks that are live.
     *
     * @return their number
     */
    public long liveCount() {
        return allocCount - freeCount;
    }
}
