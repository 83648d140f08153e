/**
 * JMH benchmarks of single operations: {@code ./ccalloc jmh ARGS...}.
 *
 * <p>Methods named {@code backend...} measure the allocators of this project, {@code peer} what else there is. JMH runs
 * each combination of parameters in a JVM of its own, so that calls through the interface cost what they cost in a program
 * with one allocator.
 */
package org.ccalloc.bench.jmh;
