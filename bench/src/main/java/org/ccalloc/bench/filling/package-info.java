/** How much of a fixed amount of memory an allocator can use, once blocks have come and gone. */
package org.ccalloc.bench.filling;
