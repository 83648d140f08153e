/** Traces, done again on a contender, in Java and in C. */
package org.ccalloc.bench.replay;
