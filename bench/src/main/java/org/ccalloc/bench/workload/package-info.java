/** What is done with an allocator while the clock runs; each workload exists once here and once in {@code baseline.c}. */
package org.ccalloc.bench.workload;
