/** Programs that allocate once, each with a main class of its own, so that none loads the classes of another. */
package org.ccalloc.bench.startup;
