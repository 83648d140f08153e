/** The demo: an index over text that lives off the heap, built, retired and reclaimed by different threads. */
package org.ccalloc.examples.index;
