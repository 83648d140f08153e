package org.ccalloc.spi;

/**
 * An optional part of the contract that an allocator does. The conformance kit tests what is declared here and names
 * what it skips.
 */
public enum Capability {

    /** Memory of freed blocks serves later requests, also after the thread that used it has ended [F05]. */
    REUSES_MEMORY,

    /** {@link CcAllocator#resizeInPlace} answers true where it can, not always false. */
    RESIZE_IN_PLACE,

    /** {@link CcAllocator#statsEnable} and the other statistics work [C01 to C12]. */
    STATISTICS,

    /** {@link CcAllocator#trim} gives unused memory back to the operating system [T02]. */
    TRIM,

    /** {@link CcAllocator#newHeap} makes heaps that grow [E01 to E07]. */
    HEAPS,

    /** {@link CcAllocator#newHeap} makes heaps of {@linkplain HeapOptions#withFixedCapacity fixed capacity} [E08]. */
    FIXED_CAPACITY,

    /** {@link CcAllocator#newHeap} makes heaps {@linkplain HeapOptions#inside inside memory that the caller gives} [E09]. */
    CALLER_MEMORY,

    /** {@link CcHeap#walk} visits the live blocks of a heap [E10]. */
    WALK,

    /** {@link CcHeap#footprint} and {@link CcHeap#maxFootprint} tell what a heap has taken [E11]. */
    FOOTPRINT
}
