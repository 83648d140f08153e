/** What is measured: the allocators of this project, and their peers behind the same interface. */
package org.ccalloc.bench.contender;
