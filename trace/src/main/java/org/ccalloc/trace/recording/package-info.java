/** Records what a Java program does with a {@link org.ccalloc.spi.CcAllocator}. */
package org.ccalloc.trace.recording;
