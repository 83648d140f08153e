/** Runs the conformance kit on an allocator that is found by its name, in JVMs of its own. */
package org.ccalloc.tck.runner;
