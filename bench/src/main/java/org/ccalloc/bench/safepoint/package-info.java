/** How long safepoints wait while memory is allocated and freed, and which calls they wait for. */
package org.ccalloc.bench.safepoint;
