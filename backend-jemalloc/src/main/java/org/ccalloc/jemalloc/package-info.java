/** The allocator over the jemalloc library. */
package org.ccalloc.jemalloc;
