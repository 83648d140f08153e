/** Meters of a {@link org.ccalloc.spi.CcAllocator} and of a heap, while threads use both. */
@NullMarked
package org.ccalloc.examples.micrometer;

import org.jspecify.annotations.NullMarked;
