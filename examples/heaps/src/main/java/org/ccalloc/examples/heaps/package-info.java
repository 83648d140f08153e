/** Heaps: for each part of a program, for each request, and in memory that the program brings along. */
@NullMarked
package org.ccalloc.examples.heaps;

import org.jspecify.annotations.NullMarked;
