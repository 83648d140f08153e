/** What of a process is in main memory: of the children that measure it. */
package org.ccalloc.bench.resident;
