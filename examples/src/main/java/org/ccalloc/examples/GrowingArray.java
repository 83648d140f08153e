package org.ccalloc.examples;

import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.RawMemory;

/** An array that grows where it stands if it can, and moves if it must. */
public final class GrowingArray {

    private static final int COUNT = 10_000;

    private GrowingArray() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        CcAllocator allocator = CcAllocators.get();
        long capacity = 16;
        long array = allocator.callocOrThrow(capacity, Long.BYTES);
        try {
            int grown = 0;
            int moved = 0;
            for (long i = 0; i < COUNT; i++) {
                if (i == capacity) {
                    long larger = capacity * 2;
                    if (allocator.resizeInPlace(array, capacity * Long.BYTES, larger * Long.BYTES)) {
                        grown++;
                    } else {
                        // If this throws, array is still ours and as it was.
                        array = allocator.reallocOrThrow(array, capacity * Long.BYTES, larger * Long.BYTES);
                        moved++;
                    }
                    capacity = larger;
                }
                RawMemory.putLong(array + i * Long.BYTES, i);
            }
            System.out.println(COUNT + " numbers; grown in place " + grown + " times, by realloc " + moved
                    + " times; the last is " + RawMemory.getLong(array + (COUNT - 1L) * Long.BYTES));
        } finally {
            allocator.free(array, capacity * Long.BYTES);
        }
    }
}
