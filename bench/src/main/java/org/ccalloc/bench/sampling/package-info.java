/** Times a workload inside a JVM of its own. */
package org.ccalloc.bench.sampling;
