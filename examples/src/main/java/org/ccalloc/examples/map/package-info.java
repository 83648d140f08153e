/** A small structure off the heap, and in its tests, how to test such code with the mock. */
package org.ccalloc.examples.map;
