/** The allocator over the mimalloc library. */
package org.ccalloc.mimalloc;
