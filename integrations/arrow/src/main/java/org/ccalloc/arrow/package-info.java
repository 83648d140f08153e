/** Apache Arrow's buffers on a {@link org.ccalloc.spi.CcAllocator}. */
package org.ccalloc.arrow;
