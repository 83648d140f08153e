package org.ccalloc.tck;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Consumer;
import org.ccalloc.spi.Capability;
import org.ccalloc.spi.CcAllocator;
import org.ccalloc.spi.HeapOptions;

/**
 * A kind of heap, in a test that asks the same of every kind.
 *
 * @param needed what makes such heaps: {@link Capability#HEAPS} those that grow, {@link Capability#FIXED_CAPACITY} or {@link
 *     Capability#CALLER_MEMORY}
 * @param arena where memory comes from that is given; it outlives the heaps
 */
record HeapKind(Capability needed, Arena arena) {

    /** What is asked for where there is a limit; an allocator may round it up. */
    static final long BYTE_CAPACITY = 8 * Samples.MIB;

    private static final long PAGE_BYTE_SIZE = 4096;

    private static final List<Capability> KINDS =
            List.of(Capability.HEAPS, Capability.FIXED_CAPACITY, Capability.CALLER_MEMORY);

    /**
     * Runs a test on each kind that an allocator declares.
     *
     * @param allocator what makes the heaps
     * @param test closes those that it makes
     * @throws AssertionError if it fails: the same, with the kind
     */
    static void forEachOf(CcAllocator allocator, Consumer<HeapKind> test) {
        for (Capability needed : KINDS) {
            if (allocator.capabilities().contains(needed)) {
                try (Arena arena = Arena.ofShared()) {
                    test.accept(new HeapKind(needed, arena));
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + " [kind of heap: " + needed + "]", e);
                }
            }
        }
    }

    boolean grows() {
        return needed == Capability.HEAPS;
    }

    /**
     * Options of a heap of this kind. They serve for one heap after another; those that are open at once need options of
     * their own.
     *
     * @param name of the heap
     * @return the options
     */
    HeapOptions options(String name) {
        HeapOptions growing = HeapOptions.named(name);
        return switch (needed) {
            case FIXED_CAPACITY -> growing.withFixedCapacity(BYTE_CAPACITY);
            case CALLER_MEMORY -> growing.inside(arena.allocate(BYTE_CAPACITY, PAGE_BYTE_SIZE));
            default -> growing;
        };
    }
}
