package org.ccalloc.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccalloc.spi.CcAllocators;
import org.ccalloc.spi.CcArena;

/** Segments with bounds and a lifetime, as {@code java.lang.foreign} has them, on memory of the chosen allocator. */
public final class ArenaExample {

    private ArenaExample() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (Arena arena = CcArena.ofConfined(CcAllocators.get())) {
            MemorySegment greeting = arena.allocateFrom("off the heap, and bounded");
            MemorySegment squares = arena.allocate(ValueLayout.JAVA_INT, 10);
            for (int i = 0; i < 10; i++) {
                squares.setAtIndex(ValueLayout.JAVA_INT, i, i * i);
            }
            System.out.println(greeting.getString(0) + ": 9 * 9 = " + squares.getAtIndex(ValueLayout.JAVA_INT, 9));
        } // every block goes back here
    }
}
