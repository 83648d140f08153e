/** LWJGL's memory on a {@link org.ccalloc.spi.CcAllocator}, asked for by Java and by C. */
@NullMarked
package org.ccalloc.examples.lwjgl;

import org.jspecify.annotations.NullMarked;
