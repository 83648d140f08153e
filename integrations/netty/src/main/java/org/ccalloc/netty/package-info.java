/** {@link org.ccalloc.netty.CcByteBufAllocator}, and what it is made of. */
package org.ccalloc.netty;
