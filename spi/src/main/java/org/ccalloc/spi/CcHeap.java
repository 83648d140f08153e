package org.ccalloc.spi;

import java.util.Optional;

/**
 * An independent heap, as dlmalloc's mspaces are: an {@link CcAllocator allocator} whose blocks lie apart from those of
 * all others, with statistics of its own, and all of whose blocks are given back at once when it is {@linkplain #close
 * closed}. Made by {@link CcAllocator#newHeap}.
 *
 * <p><strong>A block belongs to its heap.</strong> Resizing, freeing or asking for the usable size of a block through
 * another heap, or through the allocator that made the heap, is undefined, as with any foreign pointer; the mock detects
 * it. Filling or closing one heap changes no byte and no statistic of another [E01].
 *
 * <p><strong>Thread safety.</strong> As for any allocator, every operation may be called by any thread, whichever made the
 * heap. {@link #close} may be called by any thread, too [E05], but not while another one is inside an operation of this
 * heap: that is undefined, as using a block is whose heap was closed. The program sees to it that the last operation
 * has happened before.
 *
 * <p><strong>After close</strong> every operation on memory throws {@link IllegalStateException}, which names the heap
 * [E06]. The name and the statistics can still be read; closing has counted nothing.
 *
 * <p><strong>A heap that is forgotten</strong>, unreachable without having been closed, keeps its memory, since addresses
 * in it may still be in use. It is reported once, as a warning of the {@link System.Logger} {@code org.ccalloc}, with
 * the place that made it, up to three frames of the program [E13].
 *
 * @apiNote
 * {@snippet :
 * try (CcHeap heap = allocator.newHeap(HeapOptions.named("request"))) {
 *     long node = heap.allocOrThrow(40);
 *     RawMemory.putLong(node, 42);
 * } // gives the node back
 * }
 *
 * @implSpec {@link AbstractCcHeap} does what all heaps have in common.
 */
public interface CcHeap extends CcAllocator, AutoCloseable {

    /** Is told of a live block. */
    @FunctionalInterface
    interface BlockVisitor {
        /**
         * Visits a block. Must not use the heap.
         *
         * @param address of the block
         * @param byteSize its {@linkplain CcAllocator#usableSize usable size}
         */
        void visit(long address, long byteSize);
    }

    /**
     * What the heap is for: the name in its {@link HeapOptions}. Several heaps may have one name.
     *
     * @return the name
     */
    @Override
    String name();

    /**
     * Tells whether a block is one of this heap's [E03]. Safe to ask of any number: nothing is read at the address.
     *
     * @param address any
     * @return true for the address of a live block of this heap; false for 0, for the address of a live block of another
     *     heap or of any other allocator, and for memory that is none of these. For an address inside a block, or in memory
     *     of freed blocks that this heap still has, either
     * @throws IllegalStateException if this heap is closed
     */
    boolean owns(long address);

    /**
     * Tells how much memory this heap has taken now, live blocks, freed ones that it keeps, and its books [E11].
     *
     * @return bytes, no more than {@link #footprintLimit}
     * @throws UnsupportedOperationException if {@link Capability#FOOTPRINT} is not declared
     * @throws IllegalStateException if this heap is closed
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    default long footprint() {
        throw unsupported("footprint", Capability.FOOTPRINT);
    }

    /**
     * Tells how much memory this heap had taken at most [E11].
     *
     * @return bytes, no less than {@link #footprint}
     * @throws UnsupportedOperationException if {@link Capability#FOOTPRINT} is not declared
     * @throws IllegalStateException if this heap is closed
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    default long maxFootprint() {
        throw unsupported("maxFootprint", Capability.FOOTPRINT);
    }

    /**
     * Tells how much memory this heap may take at most, its books in that memory included [E08]. Can be asked of a closed
     * heap, too.
     *
     * @return bytes: the capacity, as far as the allocator rounds it up, or the size of the given memory as far as the heap
     *     uses it; {@link Long#MAX_VALUE} for a heap that grows
     * @implSpec The default answers {@link Long#MAX_VALUE}.
     */
    default long footprintLimit() {
        return Long.MAX_VALUE;
    }

    /**
     * Tells the largest alignment that this heap serves. Requests for a larger one return 0 [A05].
     *
     * @return a power of two; it may be less than what the allocator that made the heap serves
     * @implSpec The default answers {@link CcAllocator#MAX_PORTABLE_BYTE_ALIGNMENT}.
     */
    default long maxByteAlignment() {
        return MAX_PORTABLE_BYTE_ALIGNMENT;
    }

    /**
     * Visits every live block once, in no particular order [E10]. No operation of this heap may run meanwhile: that is
     * undefined. Takes as long as there are blocks and places for some.
     *
     * @param visitor is told of each; if it throws, the walk ends with its exception
     * @throws UnsupportedOperationException if {@link Capability#WALK} is not declared
     * @throws IllegalStateException if this heap is closed
     * @implSpec The default throws {@link UnsupportedOperationException}.
     */
    default void walk(BlockVisitor visitor) {
        throw unsupported("walk", Capability.WALK);
    }

    /**
     * Tells whether this heap was closed.
     *
     * @return true once {@link #close} has been called
     */
    boolean isClosed();

    /**
     * Gives all blocks of this heap back, those of ended threads included, and ends the heap. Does nothing the second time
     * [E07]. May take as long as it needs. The memory can be used by other heaps, or goes back to the operating system;
     * memory that the caller gave is the caller's alone again.
     */
    @Override
    void close();

    private UnsupportedOperationException unsupported(String operation, Capability missing) {
        Optional<String> reason =
                this instanceof AbstractCcAllocator known ? known.reasonAgainst(missing) : Optional.empty();
        return new UnsupportedOperationException(operation + ": heap=" + name()
                + " (expected a heap of an allocator that declares the capability " + missing
                + reason.map(why -> "; not this one: " + why).orElse("") + ")");
    }
}
