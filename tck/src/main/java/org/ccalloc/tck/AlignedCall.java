package org.ccalloc.tck;

import java.util.List;
import java.util.function.LongSupplier;
import org.ccalloc.spi.CcAllocator;

/**
 * A call with an alignment, and what it answered.
 *
 * @param call the call, for the message
 * @param address the answer
 */
record AlignedCall(String call, long address) {

    /**
     * Asks in every way that has an alignment.
     *
     * @param allocator whom
     * @param byteSize for how much
     * @param alignment at a multiple of what
     * @return the answers
     */
    static List<AlignedCall> ofAll(CcAllocator allocator, long byteSize, long alignment) {
        String rest = byteSize + ", " + alignment + ")";
        return List.of(
                of("allocAligned(" + rest, () -> allocator.allocAligned(byteSize, alignment)),
                of("callocAligned(1, " + rest, () -> allocator.callocAligned(1, byteSize, alignment)),
                of("reallocAligned(0, 0, " + rest, () -> allocator.reallocAligned(0, 0, byteSize, alignment)));
    }

    private static AlignedCall of(String description, LongSupplier call) {
        return new AlignedCall(description, Expect.answer(description, call));
    }
}
