/** Records what a program allocates that calls the C library. */
package org.ccalloc.trace.program;
