/**
 * The contract of off-heap allocators, how one is found and chosen, and what builds on it.
 *
 * <ul>
 *   <li>{@link org.ccalloc.spi.CcAllocator}, the contract; {@link org.ccalloc.spi.CcAllocators}, where to get one;
 *   <li>{@link org.ccalloc.spi.CcHeap}, an allocator that is given back as a whole, and {@link
 *       org.ccalloc.spi.HeapOptions};
 *   <li>for those who write an allocator: {@link org.ccalloc.spi.AbstractCcAllocator}, {@link org.ccalloc.spi.AbstractCcHeap}, {@link
 *       org.ccalloc.spi.Capability}, {@link org.ccalloc.spi.Availability}, and {@link
 *       org.ccalloc.spi.nativelibrary.LibraryBinding} for one in a C library;
 *   <li>for those who wrap one: {@link org.ccalloc.spi.ForwardingCcAllocator} and {@link
 *       org.ccalloc.spi.CcAllocatorDecorator};
 *   <li>above the addresses: {@link org.ccalloc.spi.RawMemory} and {@link org.ccalloc.spi.CcArena}.
 * </ul>
 */
@NullMarked
package org.ccalloc.spi;

import org.jspecify.annotations.NullMarked;
