/**
 * The pure-Java allocator, in tiers: arena, segment, queue, slab, thread heap. {@code docs/JAVA-UNSAFE.md} tells how they
 * work together.
 */
package org.ccalloc.javaunsafe;
