package org.ccalloc.mock;

/** How much memory may be taken, and where its offsets go on; of a mock with all of its heaps. Guarded by the lock of the {@link BlockTable}. */
final class MockBudget {

    private final long byteLimit;
    private long takenByteSize;
    private long nextOffset;

    MockBudget(long byteLimit) {
        this.byteLimit = byteLimit;
    }

    long leftByteSize() {
        return byteLimit - takenByteSize;
    }

    void take(long byteSize) {
        takenByteSize += byteSize;
    }

    void giveBack(long byteSize) {
        takenByteSize -= byteSize;
    }

    long takenByteSize() {
        return takenByteSize;
    }

    /** The offset of the next memory that is taken; no two have one, whichever heap they are for. */
    long nextOffset(long byteSize, long byteAlignment) {
        long offset = SlotKind.roundUp(nextOffset, byteAlignment);
        nextOffset = offset + byteSize;
        return offset;
    }
}
