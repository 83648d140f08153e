/** The same workloads in C, on the same library files. */
package org.ccalloc.bench.baseline;
