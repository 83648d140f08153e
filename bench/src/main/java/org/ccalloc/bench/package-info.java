/** Benchmarks of allocators, and what they are compared with. */
package org.ccalloc.bench;
