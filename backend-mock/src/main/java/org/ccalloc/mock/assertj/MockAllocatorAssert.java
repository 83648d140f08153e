package org.ccalloc.mock.assertj;

import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.ccalloc.mock.LiveBlock;
import org.ccalloc.mock.MemoryFaultException;
import org.ccalloc.mock.MockAllocator;

/** Assertions on what a mock has done and what is left. */
public final class MockAllocatorAssert extends AbstractAssert<MockAllocatorAssert, MockAllocator> {

    MockAllocatorAssert(MockAllocator mock) {
        super(mock, MockAllocatorAssert.class);
    }

    /**
     * No block is live.
     *
     * @return this
     */
    public MockAllocatorAssert hasNoLeaks() {
        List<LiveBlock> live = actual.liveBlocks();
        if (!live.isEmpty()) {
            failWithMessage(
                    "leak: blocks=%d (expected 0)%s",
                    live.size(), live.stream().map(block -> "\n  " + block).collect(Collectors.joining()));
        }
        return this;
    }

    /**
     * So many blocks have been handed out; a resize counts as one.
     *
     * @param count of blocks
     * @return this
     */
    public MockAllocatorAssert hasAllocated(long count) {
        return has("allocated blocks", actual.counts().allocCount(), count);
    }

    /**
     * So many blocks have been given back; a resize counts as one.
     *
     * @param count of blocks
     * @return this
     */
    public MockAllocatorAssert hasFreed(long count) {
        return has("freed blocks", actual.counts().freeCount(), count);
    }

    /**
     * So many requests have failed.
     *
     * @param count of requests
     * @return this
     */
    public MockAllocatorAssert hasFailed(long count) {
        return has("failed requests", actual.counts().failedCount(), count);
    }

    /**
     * So many blocks are live.
     *
     * @param count of blocks
     * @return this
     */
    public MockAllocatorAssert hasLiveBlocks(long count) {
        return has("live blocks", actual.counts().liveCount(), count);
    }

    /**
     * The live blocks are of so many bytes.
     *
     * @param byteSize of all together
     * @return this
     */
    public MockAllocatorAssert hasLiveBytes(long byteSize) {
        return has("live bytes", actual.counts().liveByteSize(), byteSize);
    }

    /**
     * The live blocks were never of more than so many bytes.
     *
     * @param byteSize of all together
     * @return this
     */
    public MockAllocatorAssert hasNeverHeldMoreThan(long byteSize) {
        long peak = actual.counts().peakByteSize();
        if (peak > byteSize) {
            failWithMessage("most live bytes: %d (expected %d or less)", peak, byteSize);
        }
        return this;
    }

    /**
     * Nothing was written outside a live block or into a freed one.
     *
     * @return this
     */
    public MockAllocatorAssert isIntact() {
        try {
            actual.check();
        } catch (MemoryFaultException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return this;
    }

    private MockAllocatorAssert has(String what, long count, long expected) {
        if (count != expected) {
            failWithMessage("%s: %d (expected %d)", what, count, expected);
        }
        return this;
    }
}
