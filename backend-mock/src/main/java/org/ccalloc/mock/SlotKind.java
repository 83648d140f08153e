package org.ccalloc.mock;

/**
 * What a slot is good for. A freed slot serves requests of its kind only: that keeps placement simple, and the same in
 * every run.
 *
 * @param byteCapacity bytes of the largest block that fits, a multiple of 16
 * @param byteAlignment what the address is a multiple of, 16 or more
 */
record SlotKind(long byteCapacity, long byteAlignment) {

    private static final long GRANULE_BYTE_SIZE = 16;

    /** As many capacities as there are between a power of two and the next, so that at most an eighth is slack. */
    private static final int LOG_STEPS = 3;

    /**
     * The kind for a request.
     *
     * @param request for a size and an alignment that are far from overflow
     * @return the kind
     */
    static SlotKind of(AllocationRequest request) {
        boolean wholeLines = request.operation() == Operation.ALLOC_NODE;
        long byteSize = wholeLines ? roundUp(request.byteSize(), request.byteAlignment()) : request.byteSize();
        long step = Math.max(GRANULE_BYTE_SIZE, Long.highestOneBit(Math.max(1, byteSize - 1)) >>> LOG_STEPS);
        return new SlotKind(roundUp(byteSize, step), Math.max(GRANULE_BYTE_SIZE, request.byteAlignment()));
    }

    /** Not the record's own: kinds are multiples of powers of two, and would crowd into few buckets of a map. */
    @Override
    public int hashCode() {
        return Long.hashCode((byteCapacity + Long.numberOfTrailingZeros(byteAlignment)) * SlotMap.FACTOR);
    }

    /** The least multiple of a power of two that is not below the value. */
    static long roundUp(long value, long powerOfTwo) {
        return (value + powerOfTwo - 1) & -powerOfTwo;
    }

    /** Bytes of a slot of this kind with its redzones. */
    long byteSizeWithRedzones() {
        return byteCapacity + 2 * Slot.REDZONE_BYTE_SIZE;
    }
}
