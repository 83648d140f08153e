/** Programs: fixed amounts of work with threads of their own, the same in Java and in C. */
package org.ccalloc.bench.program;
