/** An echo server under load, whose buffers come from a {@link org.ccalloc.spi.CcAllocator}. */
@NullMarked
package org.ccalloc.examples.netty;

import org.jspecify.annotations.NullMarked;
