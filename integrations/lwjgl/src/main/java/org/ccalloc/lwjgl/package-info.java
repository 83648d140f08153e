/** {@link org.ccalloc.lwjgl.CcMemoryAllocator}, and what it is made of. */
package org.ccalloc.lwjgl;
