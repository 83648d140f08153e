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
    TRIM
}
